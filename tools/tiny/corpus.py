"""The text that the tiny model is trained on: chats that are generated here, and the project's own documents.

A chat is a list of (role, text). The chats have the form that Suit asks models for: search/replace blocks, whole files,
tool calls, short answers. Nothing here teaches more than the form."""
import json
import pathlib
import random

WORDS = """alpha anchor apple basket beacon border bottle branch bridge bucket candle canvas carbon castle circle cloud
copper corner cotton cradle dealer desert dinner dragon engine fabric falcon farmer feather figure filter finger flower
forest galaxy garden ginger guitar hammer harbor hunter island jacket jungle kettle ladder lantern lemon letter magnet
marble market meadow mirror monkey nature needle number orange palace pencil pepper planet pocket quartz rabbit record
ribbon river rocket saddle sailor shadow silver simple socket spider spring stable summer supper table temple thread
ticket timber tunnel valley velvet violet walnut window winter wizard yellow zipper""".split()
FOLDERS = ["src", "lib", "docs", "tests", "tools", "app"]
SYSTEM = ("You change text files for a person who reviews every change. "
          "Answer with search/replace blocks, each below the path of its file.")
DOCUMENTS = ["README.md", "ARCHITECTURE.md", "HACKING.md", "docs/*.md", "docs/decisions/*.md", "src/base/*.h",
             "src/change/*.h", "src/ledger/*.h"]


def documents(top):
    """The project's own text, as it stands when the model is made."""
    paths = sorted(path for pattern in DOCUMENTS for path in pathlib.Path(top).glob(pattern))
    return [path.read_text(encoding="utf-8") for path in paths]


class Chats:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def word(self):
        return self.random.choice(WORDS)

    def name(self):
        return "_".join(self.random.sample(WORDS, self.random.choice([1, 2, 2])))

    def file(self):
        """A path and the lines of a small file."""
        kind = self.random.choice(["cc", "py", "txt", "json", "md"])
        path = f"{self.random.choice(FOLDERS)}/{self.name()}.{kind}"
        lines = []
        for _ in range(self.random.randint(1, 4)):
            a, b, n = self.name(), self.name(), self.random.randint(0, 99)
            lines += {
                "cc": [f"int {a}(int {b}) {{", f"  return {b} + {n};", "}"],
                "py": [f"def {a}({b}):", f"    return {b} * {n}"],
                "txt": [f"the {a.replace('_', ' ')} and the {b.replace('_', ' ')}"],
                "json": [f'{{"{a}": {n}, "{b}": true}}'],
                "md": [f"# {a}", f"- {b}: {n}"],
            }[kind]
        return path, lines

    def edit(self):
        path, lines = self.file()
        at = self.random.randrange(len(lines))
        words = [w for w in WORDS if w in lines[at]] or [lines[at]]
        old, new = self.random.choice(words), self.word()
        block = [path, "<<<<<<< SEARCH", lines[at], "=======", lines[at].replace(old, new), ">>>>>>> REPLACE"]
        task = self.random.choice([f"replace {old} by {new}", f"rename {old} to {new}", f"change {old} into {new}"])
        user = f'<file path="{path}">\n' + "\n".join(lines) + f"\n</file>\n\nThe task: {task} in {path}"
        return [("system", SYSTEM), ("user", user), ("assistant", "\n".join(block))]

    def echo(self):
        text = " ".join(self.word() for _ in range(self.random.randint(1, 3)))
        return [("user", f"Say {text}."), ("assistant", text)]

    def greet(self):
        word = self.word()
        return [("user", self.random.choice(["Hello", "Good morning", "Hello there"]) + f", I am {word}."),
                ("assistant", f"Hello {word}, what shall I change?")]

    def tool(self):
        path, lines = self.file()
        name, task = self.random.choice([("read", "Read"), ("list", "List"), ("search", "Search")])
        call = json.dumps({"name": name, "arguments": {"path": path}})
        chat = [("system", "tools"), ("user", f"{task} {path}."), ("assistant", f"<tool_call>\n{call}\n</tool_call>")]
        if self.random.random() < 0.5:
            chat += [("tool", lines[0]), ("assistant", f"It says: {lines[0]}")]
        return chat

    def as_json(self):
        a, n = self.word(), self.random.randint(0, 99)
        return [("user", f"Give {a} and {n} as JSON."), ("assistant", json.dumps({"name": a, "count": n}))]

    def one(self):
        return self.random.choices([self.edit, self.echo, self.greet, self.tool, self.as_json], [6, 2, 1, 2, 1])[0]()
