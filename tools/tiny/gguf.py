"""Writes GGUF version 3, the file format of llama.cpp, as ggml/include/gguf.h describes it."""
import struct

import numpy

ALIGNMENT = 32
# Value types of the format.
U32, I32, F32, BOOL, STRING, ARRAY, U64 = 4, 5, 6, 7, 8, 9, 10
TENSOR_TYPES = {"float32": 0, "float16": 1}


def _string(text):
    data = text.encode("utf-8") if isinstance(text, str) else text
    return struct.pack("<Q", len(data)) + data


def _value(kind, value):
    if kind == STRING:
        return _string(value)
    return struct.pack({U32: "<I", I32: "<i", F32: "<f", BOOL: "<?", U64: "<Q"}[kind], value)


class Writer:
    def __init__(self):
        self.keys, self.tensors = [], []

    def put(self, key, kind, value):
        self.keys.append(_string(key) + struct.pack("<I", kind) + _value(kind, value))

    def put_list(self, key, kind, values):
        body = b"".join(_value(kind, value) for value in values)
        self.keys.append(_string(key) + struct.pack("<IIQ", ARRAY, kind, len(values)) + body)

    def put_tensor(self, name, array):
        """Rows as numpy has them: the last dimension is the one that lies together."""
        self.tensors.append((name, numpy.ascontiguousarray(array)))

    def write(self, path):
        head = b"GGUF" + struct.pack("<IQQ", 3, len(self.tensors), len(self.keys)) + b"".join(self.keys)
        offset = 0
        for name, array in self.tensors:
            head += _string(name) + struct.pack("<I", array.ndim)
            head += b"".join(struct.pack("<Q", size) for size in reversed(array.shape))
            head += struct.pack("<IQ", TENSOR_TYPES[array.dtype.name], offset)
            offset += -(-array.nbytes // ALIGNMENT) * ALIGNMENT
        with open(path, "wb") as file:
            file.write(head)
            file.write(b"\0" * (-len(head) % ALIGNMENT))
            for _, array in self.tensors:
                file.write(array.tobytes())
                file.write(b"\0" * (-array.nbytes % ALIGNMENT))
