"""Shared by validate.py and make_case.py: reads the lists, and writes a case into a folder."""

import json
import os
import pathlib
import shutil
import subprocess

HERE = pathlib.Path(__file__).resolve().parent


def packages():
    with open(HERE / "packages.json", encoding="utf-8") as file:
        return {package["name"]: package for package in json.load(file)}


def cases():
    with open(HERE / "cases.json", encoding="utf-8") as file:
        return json.load(file)


def cache():
    home = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(home) / "suit" / "repair"


def fetch(names):
    subprocess.run(["sh", HERE / "fetch.sh", cache(), *names], check=True)


def unpack(package, folder):
    """Writes the pristine package into the folder, which must not exist, and prepares it."""
    folder = pathlib.Path(folder)
    fetch([package["name"]])
    folder.mkdir(parents=True)
    subprocess.run(["tar", "-xf", cache() / package["archive"], "-C", folder,
                    "--strip-components=1", "--no-same-owner"], check=True)
    if "runner" in package:
        shutil.copytree(cache() / "runners" / package["runner"] / "node_modules",
                        folder / "node_modules", symlinks=True)
    for command in package["setup"]:
        subprocess.run(command, shell=True, cwd=folder, check=True,
                       stdout=subprocess.DEVNULL)


def apply(case, folder):
    """Seeds the case's fault in the pristine package in the folder. Returns what reverts it."""
    path = pathlib.Path(folder) / case["file"]
    with open(path, encoding="utf-8", newline="") as file:
        pristine = file.read()
    count = pristine.count(case["original"])
    if count != 1:
        raise SystemExit(f"{case['id']}: {count} places in {path} have the text, not 1")
    write(path, pristine.replace(case["original"], case["faulty"]))
    return lambda: write(path, pristine)


def write(path, text):
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)
