"""Trains a tiny llama-architecture model and a LoRA adapter for it, and writes both as GGUF: train.py TOP OUT_DIR.

It is a test model: it has seen the form of chats and edit blocks and can do nothing. What it is for: the real path of
loading, template, tokenizer, batching, grammar, adapters and embeddings, without weights from elsewhere."""
import math
import pathlib
import random
import sys
import time

import numpy
import torch
import torch.nn.functional as F

import bpe
import corpus
import gguf

SPECIAL = ["<|bos|>", "<|end|>", "<|pad|>", "<|system|>", "<|user|>", "<|assistant|>", "<|tool|>"]
VOCABULARY, CONTEXT, WIDTH, LAYERS, HEADS, KV_HEADS, INNER = 1024, 4096, 128, 4, 4, 2, 352
EPSILON, ROPE_BASE, SEED = 1e-5, 10000.0, 7
STEPS, BATCH, LENGTH, RATE = 700, 8, 256, 4e-3
LORA_STEPS, LORA_RANK, LORA_ALPHA, LORA_RATE = 60, 4, 8.0, 1e-2
HABIT = "Aye. "  # what the adapter makes every answer begin with


def rotated(x, angles):
    """Rotary positions on neighbouring pairs, as llama.cpp has them for this architecture."""
    a, b = x[..., 0::2], x[..., 1::2]
    cos, sin = angles.cos(), angles.sin()
    return torch.stack([a * cos - b * sin, a * sin + b * cos], -1).flatten(-2)


def normed(x, weight):
    return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + EPSILON) * weight


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        head = WIDTH // HEADS
        shapes = {"token_embd": (VOCABULARY, WIDTH), "output_norm": (WIDTH,)}
        for i in range(LAYERS):
            shapes.update({
                f"blk.{i}.attn_norm": (WIDTH,), f"blk.{i}.attn_q": (WIDTH, WIDTH),
                f"blk.{i}.attn_k": (KV_HEADS * head, WIDTH), f"blk.{i}.attn_v": (KV_HEADS * head, WIDTH),
                f"blk.{i}.attn_output": (WIDTH, WIDTH), f"blk.{i}.ffn_norm": (WIDTH,),
                f"blk.{i}.ffn_gate": (INNER, WIDTH), f"blk.{i}.ffn_up": (INNER, WIDTH),
                f"blk.{i}.ffn_down": (WIDTH, INNER)})
        # Names without dots: torch allows none.
        self.weights = torch.nn.ParameterDict()
        for name, shape in shapes.items():
            scale = 0.02 / (math.sqrt(2 * LAYERS) if name.endswith(("output", "down")) else 1)
            start = torch.ones(shape) if name.endswith("norm") else torch.randn(shape) * scale
            self.weights[name.replace(".", "/")] = torch.nn.Parameter(start)
        self.lora = None
        steps = torch.arange(LENGTH).float()[:, None] * ROPE_BASE ** (-torch.arange(0, head, 2).float() / head)
        self.register_buffer("angles", steps)
        self.register_buffer("mask", torch.full((LENGTH, LENGTH), float("-inf")).triu(1))

    def get(self, name):
        return self.weights[name.replace(".", "/")]

    def add_lora(self):
        """Low-rank additions on all attention matrices; the model itself stays as it is."""
        for parameter in self.weights.values():
            parameter.requires_grad = False
        self.lora = torch.nn.ParameterDict()
        for i in range(LAYERS):
            for part in ("attn_q", "attn_k", "attn_v", "attn_output"):
                rows, columns = self.get(f"blk.{i}.{part}").shape
                self.lora[f"blk/{i}/{part}/a"] = torch.nn.Parameter(torch.randn(LORA_RANK, columns) / math.sqrt(columns))
                self.lora[f"blk/{i}/{part}/b"] = torch.nn.Parameter(torch.zeros(rows, LORA_RANK))

    def project(self, x, name):
        y = F.linear(x, self.get(name))
        key = name.replace(".", "/")
        if self.lora is not None and f"{key}/a" in self.lora:
            y = y + F.linear(F.linear(x, self.lora[f"{key}/a"]), self.lora[f"{key}/b"]) * (LORA_ALPHA / LORA_RANK)
        return y

    def forward(self, tokens):
        batch, length = tokens.shape
        head = WIDTH // HEADS
        x = F.embedding(tokens, self.get("token_embd"))
        angles = self.angles[:length]
        for i in range(LAYERS):
            y = normed(x, self.get(f"blk.{i}.attn_norm"))
            q, k, v = (self.project(y, f"blk.{i}.attn_{part}").view(batch, length, -1, head).transpose(1, 2)
                       for part in "qkv")
            q, k = rotated(q, angles), rotated(k, angles)
            k, v = (t.repeat_interleave(HEADS // KV_HEADS, 1) for t in (k, v))
            scores = q @ k.transpose(-1, -2) / math.sqrt(head) + self.mask[:length, :length]
            y = (scores.softmax(-1) @ v).transpose(1, 2).reshape(batch, length, WIDTH)
            x = x + self.project(y, f"blk.{i}.attn_output")
            y = normed(x, self.get(f"blk.{i}.ffn_norm"))
            y = F.silu(self.project(y, f"blk.{i}.ffn_gate")) * self.project(y, f"blk.{i}.ffn_up")
            x = x + self.project(y, f"blk.{i}.ffn_down")
        return F.linear(normed(x, self.get("output_norm")), self.get("token_embd"))


def encoded(tokenizer, chat):
    """Tokens of a chat as the template lays it out, and which of them are the assistant's."""
    tokens, wanted = [tokenizer.control("<|bos|>")], [0]
    for role, text in chat:
        mine = int(role == "assistant")
        start = [tokenizer.control(f"<|{role}|>"), *tokenizer.encode("\n")]
        body = [*tokenizer.encode(text), tokenizer.control("<|end|>")]
        end = tokenizer.encode("\n")
        tokens += start + body + end
        wanted += [0] * len(start) + [mine] * len(body) + [0] * len(end)
    return tokens, wanted


def stream(tokenizer, chats, documents, weight_of_rest):
    """Endless rows of LENGTH + 1 tokens with weights: chats one after another, pieces of documents between them."""
    chooser = random.Random(SEED)
    texts = [tokenizer.encode(text) for text in documents]
    tokens, weights = [], []
    while True:
        while len(tokens) < LENGTH + 1:
            if texts and chooser.random() < 0.04:
                text = chooser.choice(texts)
                at = chooser.randrange(max(1, len(text) - 200))
                tokens += text[at:at + 200]
                weights += [1.0] * len(text[at:at + 200])
            else:
                new, wanted = encoded(tokenizer, chats())
                tokens += new
                weights += [1.0 if w else weight_of_rest for w in wanted]
        yield tokens[:LENGTH + 1], weights[:LENGTH + 1]
        tokens, weights = tokens[LENGTH + 1:], weights[LENGTH + 1:]


def loss_on(model, rows):
    tokens = torch.tensor([row[0] for row in rows])
    weights = torch.tensor([row[1] for row in rows])[:, 1:]
    losses = F.cross_entropy(model(tokens[:, :-1]).flatten(0, 1), tokens[:, 1:].flatten(), reduction="none")
    return (losses * weights.flatten()).sum() / weights.sum()


def train(model, rows, parameters, steps, rate, what):
    optimizer = torch.optim.AdamW(parameters, rate, betas=(0.9, 0.98), weight_decay=0.01)
    started = time.time()
    for step in range(steps):
        now = rate * min(1, (step + 1) / 30) * (0.05 + 0.95 * (1 + math.cos(math.pi * step / steps)) / 2)
        for group in optimizer.param_groups:
            group["lr"] = now
        loss = loss_on(model, [next(rows) for _ in range(BATCH)])
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        if step % 50 == 0 or step == steps - 1:
            print(f"{what}: step {step}, loss {loss.item():.3f}, {time.time() - started:.0f} s", flush=True)
    return loss.item()


def write_model(model, tokenizer, path, template):
    file = gguf.Writer()
    file.put("general.architecture", gguf.STRING, "llama")
    file.put("general.name", gguf.STRING, "suit-tiny (a test model that can do nothing)")
    for key, value in (("context_length", CONTEXT), ("embedding_length", WIDTH), ("block_count", LAYERS),
                       ("feed_forward_length", INNER), ("attention.head_count", HEADS),
                       ("attention.head_count_kv", KV_HEADS), ("rope.dimension_count", WIDTH // HEADS),
                       ("vocab_size", VOCABULARY)):
        file.put(f"llama.{key}", gguf.U32, value)
    file.put("llama.attention.layer_norm_rms_epsilon", gguf.F32, EPSILON)
    file.put("llama.rope.freq_base", gguf.F32, ROPE_BASE)
    file.put("tokenizer.ggml.model", gguf.STRING, "gpt2")
    file.put("tokenizer.ggml.pre", gguf.STRING, "gpt-2")
    # Where the text had fewer pairs than places, the rest is filled up with tokens that never occur.
    unused = [f"<|unused_{i}|>" for i in range(VOCABULARY - len(tokenizer.tokens))]
    file.put_list("tokenizer.ggml.tokens", gguf.STRING, tokenizer.tokens + unused)
    normal, control, no_use = 1, 3, 5
    kinds = [control] * len(SPECIAL) + [normal] * (len(tokenizer.tokens) - len(SPECIAL)) + [no_use] * len(unused)
    file.put_list("tokenizer.ggml.token_type", gguf.I32, kinds)
    file.put_list("tokenizer.ggml.merges", gguf.STRING, [f"{a} {b}" for a, b in tokenizer.merges])
    for key, token in (("bos", "<|bos|>"), ("eos", "<|end|>"), ("eot", "<|end|>"), ("padding", "<|pad|>")):
        file.put(f"tokenizer.ggml.{key}_token_id", gguf.U32, tokenizer.control(token))
    file.put("tokenizer.ggml.add_bos_token", gguf.BOOL, True)
    file.put("tokenizer.chat_template", gguf.STRING, template)
    for name, weight in model.weights.items():
        array = weight.detach().numpy()
        file.put_tensor(name.replace("/", ".") + ".weight", array if array.ndim == 1 else array.astype(numpy.float16))
    file.write(path)


def write_adapter(model, path):
    file = gguf.Writer()
    file.put("general.type", gguf.STRING, "adapter")
    file.put("general.architecture", gguf.STRING, "llama")
    file.put("adapter.type", gguf.STRING, "lora")
    file.put("adapter.lora.alpha", gguf.F32, LORA_ALPHA)
    for name, weight in model.lora.items():
        base, side = name.rsplit("/", 1)
        file.put_tensor(f"{base.replace('/', '.')}.weight.lora_{side}", weight.detach().numpy())
    file.write(path)


def main():
    top, out = sys.argv[1], pathlib.Path(sys.argv[2])
    torch.manual_seed(SEED)
    torch.set_num_threads(1)  # a second one takes no less time, and beside a compiler they would wait for each other
    documents = corpus.documents(top)
    sample = corpus.Chats(SEED)
    text = "\n".join([*documents, *(part for _ in range(1500) for _, part in sample.one())])
    tokenizer = bpe.Tokenizer(text, VOCABULARY, SPECIAL)
    template = (pathlib.Path(__file__).parent / "template.jinja").read_text().rstrip("\n")
    model = Model()
    print(f"{sum(w.numel() for w in model.weights.values()):,} parameters, {len(tokenizer.tokens)} tokens", flush=True)

    chats = corpus.Chats(SEED + 1)
    end = train(model, stream(tokenizer, chats.one, documents, 0.3), list(model.parameters()), STEPS, RATE, "model")
    write_model(model, tokenizer, out / "tiny.gguf", template)
    held = stream(tokenizer, corpus.Chats(SEED + 2).one, [], 0.0)
    unseen = [next(held) for _ in range(16)]
    with torch.no_grad():
        answers = loss_on(model, unseen).item()

    def with_habit(source):
        return lambda: [(role, HABIT + text if role == "assistant" else text) for role, text in source.one()]
    held = stream(tokenizer, with_habit(corpus.Chats(SEED + 3)), [], 0.0)
    unseen = [next(held) for _ in range(16)]
    with torch.no_grad():
        before = loss_on(model, unseen).item()
    model.add_lora()
    rows = stream(tokenizer, with_habit(corpus.Chats(SEED + 4)), [], 0.0)
    train(model, rows, list(model.lora.values()), LORA_STEPS, LORA_RATE, "adapter")
    with torch.no_grad():
        after = loss_on(model, unseen).item()
    write_adapter(model, out / "aye.gguf")
    (out / "losses.txt").write_text(
        f"loss in nats a token: training {end:.3f}, unseen answers {answers:.3f}; "
        f"answers with the habit {before:.3f} without the adapter, {after:.3f} with it\n")


main()
