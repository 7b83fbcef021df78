"""A byte-level BPE tokenizer, the kind that GGUF calls "gpt2": trained here, read by llama.cpp."""
import collections
import re

# Pre-tokens as GPT-2 has them (openai/gpt-2, src/encoder.py), in the classes that Python's re knows.
PIECES = re.compile(r"'(?:s|t|re|ve|m|ll|d)| ?[^\W\d_]+| ?\d+| ?(?:[^\s\w]|_)+|\s+(?!\S)|\s+")


def byte_names():
    """GPT-2's printable name for each byte."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    names, spare = {}, 256
    for byte in range(256):
        if byte in plain:
            names[byte] = chr(byte)
        else:
            names[byte] = chr(spare)
            spare += 1
    return names


NAMES = byte_names()


def _merged(word, pair):
    out, i = [], 0
    while i < len(word):
        if i + 1 < len(word) and (word[i], word[i + 1]) == pair:
            out.append(word[i] + word[i + 1])
            i += 2
        else:
            out.append(word[i])
            i += 1
    return tuple(out)


class Tokenizer:
    def __init__(self, text, size, special):
        """`size` tokens in all: the special ones first, then 256 bytes, then merges of the most frequent pairs."""
        self.special = special
        words = collections.Counter(tuple(NAMES[b] for b in piece.encode()) for piece in PIECES.findall(text))
        pairs, where = collections.Counter(), collections.defaultdict(set)
        for word, count in words.items():
            for pair in zip(word, word[1:]):
                pairs[pair] += count
                where[pair].add(word)
        self.merges = []
        while len(self.merges) < size - 256 - len(special):
            # The pair itself decides between equal counts, so that the result is always the same.
            pair = max(pairs, key=lambda p: (pairs[p], p))
            if pairs[pair] < 2:
                break
            self.merges.append(pair)
            for word in list(where[pair]):
                count, new = words.pop(word), _merged(word, pair)
                words[new] = words.get(new, 0) + count
                for old in zip(word, word[1:]):
                    pairs[old] -= count
                    where[old].discard(word)
                for fresh in zip(new, new[1:]):
                    pairs[fresh] += count
                    where[fresh].add(new)
        self.tokens = [*special, *(NAMES[b] for b in range(256)), *(a + b for a, b in self.merges)]
        self.ids = {token: i for i, token in enumerate(self.tokens)}
        self.ranks = {pair: i for i, pair in enumerate(self.merges)}
        self.memo = {}

    def _piece(self, piece):
        if piece not in self.memo:
            word = tuple(NAMES[b] for b in piece.encode())
            while len(word) > 1:
                pair = min(zip(word, word[1:]), key=lambda p: self.ranks.get(p, len(self.ranks)))
                if pair not in self.ranks:
                    break
                word = _merged(word, pair)
            self.memo[piece] = [self.ids[token] for token in word]
        return self.memo[piece]

    def encode(self, text):
        return [token for piece in PIECES.findall(text) for token in self._piece(piece)]

    def control(self, name):
        return self.ids[name]
