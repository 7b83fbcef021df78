#!/usr/bin/env python3
"""How often suit pack detects an undeclared encoding. usage: encodings.py SUIT FOLDER_OF_DJANGO

Writes translations such as Django's (a folder with **/locale/*/LC_MESSAGES/django.po) in encodings of their languages, reads them
with `suit pack`, and compares. Peer: ICU's own detector, if its shared library is installed: its first guess at any confidence, and
its guesses with confidence 50 and more."""
import collections, ctypes, ctypes.util, glob, json, os, random, re, subprocess, sys, tempfile, unicodedata

PAIRS = {
    "ru": "koi8_r cp1251 iso8859-5 cp866", "uk": "koi8_u cp1251 iso8859-5", "bg": "cp1251 cp866", "be": "cp1251", "sr": "cp1251", "mk": "cp1251",
    "el": "iso8859-7 cp1253", "tr": "iso8859-9 cp1254", "pl": "cp1250 iso8859-2", "cs": "cp1250 iso8859-2", "sk": "cp1250 iso8859-2",
    "hu": "cp1250 iso8859-2", "ro": "iso8859-2", "sl": "cp1250", "hr": "cp1250", "he": "cp1255", "ar": "cp1256", "fa": "cp1256", "lt": "cp1257",
    "lv": "cp1257", "et": "cp1257 cp1252", "vi": "cp1258", "th": "cp874", "de": "cp1252 iso8859-15 mac_roman", "fr": "cp1252 iso8859-15 mac_roman",
    "es": "cp1252 mac_roman", "pt": "cp1252", "sv": "cp1252 mac_roman", "da": "cp1252 mac_roman", "nb": "cp1252", "fi": "cp1252 iso8859-15",
    "it": "cp1252", "is": "cp1252", "ca": "cp1252", "ja": "shift_jis euc_jp iso2022_jp", "ko": "euc_kr cp949", "zh_Hans": "gb18030 gbk",
    "zh_Hant": "big5", }
CODE = "int main(int argc, char **argv) {\n  /* %s */\n  return run(argc, argv);\n}\n"
KINDS = ["a word", "a line", "a line within code", "four lines", "25 lines"]


def messages(folder):
    found = collections.defaultdict(list)
    for path in sorted(glob.glob(folder + "/**/locale/*/LC_MESSAGES/django.po", recursive=True)):
        language, current = path.split("/locale/")[1].split("/")[0], None
        for line in open(path, encoding="utf-8"):
            line = line.rstrip("\n")
            begun = re.match(r'msgstr(\[\d\])? "(.*)"$', line)
            if begun:
                current = begun.group(2)
            elif current is not None and line.startswith('"'):
                current += line[1:-1]
            else:
                if current and not current.isascii() and "Content-Type" not in current:
                    found[language].append(current.replace("\\n", "\n").replace('\\"', '"'))
                current = None
    return found


def with_loose_tones(text):  # windows-1258 has the tones of Vietnamese as separate characters
    out = ""
    for char in unicodedata.normalize("NFC", text):
        try:
            char.encode("cp1258")
            out += char
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", char)
            tones = [c for c in parts if c in "\u0300\u0301\u0303\u0309\u0323"]
            out += unicodedata.normalize("NFC", "".join(c for c in parts if c not in tones)) + "".join(tones)
    return out


def samples(pool, language, encoding, kind, count, chance):
    made = []
    for _ in range(count * 8):
        if len(made) == count:
            break
        text = "\n".join(chance.choice(pool) for _ in range({"four lines": 4, "25 lines": 25}.get(kind, 1)))
        if kind == "a word":
            words = [word for word in text.split() if not word.isascii()]
            if not words:
                continue
            text = "x = 1  # " + chance.choice(words) + "\n"
        elif kind == "a line within code":
            text = CODE % text.replace("\n", " ")
        if encoding == "cp1258":
            text = with_loose_tones(text)
        if language == "ro":
            text = text.translate(str.maketrans("șțȘȚ", "şţŞŢ"))
        try:
            data = text.encode(encoding)
        except UnicodeEncodeError:
            continue
        if data.isascii() and b"\x1b" not in data:
            continue
        made.append((text, data))
    return made


def icu_detector():
    for version in range(80, 60, -1):
        try:
            library = ctypes.CDLL(f"libicui18n.so.{version}")
        except OSError:
            continue
        call = lambda name: getattr(library, f"{name}_{version}")
        for name in ("ucsdet_open", "ucsdet_detect"):
            call(name).restype = ctypes.c_void_p
        call("ucsdet_getName").restype = ctypes.c_char_p
        status = ctypes.c_int(0)
        detector = ctypes.c_void_p(call("ucsdet_open")(ctypes.byref(status)))

        def detect(data):
            status = ctypes.c_int(0)
            call("ucsdet_setText")(detector, data, len(data), ctypes.byref(status))
            match = call("ucsdet_detect")(detector, ctypes.byref(status))
            if not match:
                return None, 0
            match = ctypes.c_void_p(match)
            return (call("ucsdet_getName")(match, ctypes.byref(status)).decode().replace("ISO-8859-8-I", "ISO-8859-8"),
                    call("ucsdet_getConfidence")(match, ctypes.byref(status)))
        return detect
    return None


def main():
    suit, folder = sys.argv[1:3]
    pool, detect = messages(folder), icu_detector()
    print("| text | texts | right | undecodable | wrong | ICU's detector: right | wrong | of confidence 50 or more: right | wrong |\n|" + "---|" * 9)
    for kind in KINDS:
        chance = random.Random(7)
        with tempfile.TemporaryDirectory() as place:
            wanted = {}
            for language, encodings in ((one, encodings) for one, encodings in PAIRS.items() if pool[one]):
                for encoding in encodings.split():
                    for text, data in samples(pool[language], language, encoding, kind, 8 if kind == "25 lines" else 25, chance):
                        name = f"{len(wanted):05}.txt"
                        open(f"{place}/{name}", "wb").write(data)
                        wanted[name] = (text, data, language, encoding)
            packed = json.loads(subprocess.run([suit, "pack", place, "--format", "json", "--no-cache"], capture_output=True, check=True).stdout)
            counts = collections.Counter()
            for file in packed["files"]:
                text, data, language, encoding = wanted[file["path"]]
                shown = file.get("content")
                hidden = shown is None or ("\ufffd" in shown and all(c.isascii() or c == "\ufffd" for c in shown))
                counts["right" if shown == text else "undecodable" if hidden else "wrong"] += 1
                if shown != text and not hidden and os.environ.get("SHOW"):
                    print(language, encoding, repr(text[:80]), "->", repr(shown[:80]))
                if detect:
                    name, confidence = detect(data)
                    try:
                        right = bool(name) and data.decode(name) == text
                    except (UnicodeDecodeError, LookupError):
                        right = False
                    counts["icu right" if right else "icu wrong"] += 1
                    if confidence >= 50:
                        counts["icu50 right" if right else "icu50 wrong"] += 1
            share = lambda what: f"{100 * counts[what] / len(wanted):.1f} %"
            print(f"| {kind} | {len(wanted)} | " + " | ".join(share(w) for w in ("right", "undecodable", "wrong", "icu right", "icu wrong", "icu50 right", "icu50 wrong")) + " |", flush=True)


if __name__ == "__main__":
    main()
