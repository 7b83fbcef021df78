"""Shared by bench/honest.py and derive.py: the lists, the archives, and the folders before and after a change.

A change is a set of units of the difference between two adjacent releases of a package. A unit is a whole file, or some hunks of it:
{"path": …, "hunks": [0, 3]}; the hunks are those of difflib over lines, counted from 0. A change with base "old" is the old release with
its units applied. A change with base "new" is the new release, and its base is that release with the units reverted.
"""
import contextlib
import difflib
import fcntl
import hashlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tarfile
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
PARTS = ("code", "tests", "both")

# Metadata that each release writes: never part of a change.
METADATA = re.compile(r"(^|/)(PKG-INFO|[^/]*\.egg-info/.*|setup\.cfg|SOURCES\.txt|\.git_archival\.txt)$")
CODE = {".py", ".pyx", ".js", ".cjs", ".mjs", ".ts", ".c", ".h", ".cc", ".cpp", ".hpp", ".rs"}
# Folders and files that no check runs: neither code nor tests.
ASIDE = re.compile(r"(^|/)(docs?|examples?|benchmarks?|bench|dist|scripts|tools|\.github|node_modules)/|(^|/)(setup|noxfile|tasks|conf)\.py$")
CONFIGURATION = re.compile(r"(^|/)\.|\.(config|setup)\.[cm]?[jt]s$|(^|/)(gruntfile|gulpfile|rollup\w*)\.[cm]?js$", re.IGNORECASE)
TEST = re.compile(r"(^|/)(tests?|testing|__tests__|spec)/|(^|/)(tests?|conftest)\.[a-z]+$|(^|/)test[_-][^/]*$|[_-](tests?|spec)\.[a-z]+$|\.(test|spec)\.[a-z]+$")


def cache():
    home = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(home) / "suit" / "honest"


@contextlib.contextmanager
def alone(what):
    """Several threads and programs may run at once: one of them makes what all use."""
    cache().mkdir(parents=True, exist_ok=True)
    with open(cache() / (what + ".lock"), "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def packages():
    return {package["name"]: package for package in json.loads((HERE / "packages.json").read_text(encoding="utf-8"))}


def changes():
    return [json.loads(line) for line in (HERE / "changes.jsonl").read_text(encoding="utf-8").splitlines()]


def write_packages(table):
    rows = ",\n".join(json.dumps(table[name], ensure_ascii=False) for name in sorted(table))
    (HERE / "packages.json").write_text(f"[\n{rows}\n]\n", encoding="utf-8")


def is_test(path):
    return bool(TEST.search(path))


def is_code(path):
    return not is_test(path) and not CONFIGURATION.search(path) and not ASIDE.search(path) and not METADATA.search(path) and os.path.splitext(path)[1] in CODE


# Archives


# pip asks a source package's build back end for its metadata before it keeps the archive. This answers in place of the back ends: only
# the name and the version, which PKG-INFO has. It is quick, and no code of the package runs.
BACK_END = """
import email, os, sys
def get_requires_for_build_wheel(config_settings=None):
    return []
get_requires_for_build_sdist = get_requires_for_build_editable = get_requires_for_build_wheel
def prepare_metadata_for_build_wheel(folder, config_settings=None):
    with open("PKG-INFO", encoding="utf-8", errors="replace") as file:
        said = email.message_from_file(file)
    name = said["Name"].replace("-", "_") + "-" + said["Version"] + ".dist-info"
    os.makedirs(os.path.join(folder, name))
    with open(os.path.join(folder, name, "METADATA"), "w") as file:
        file.write("Metadata-Version: 2.1\\nName: " + said["Name"] + "\\nVersion: " + said["Version"] + "\\n")
    return name
__legacy__ = sys.modules[__name__]
"""


def pip():
    """The pip of an environment with stand-ins for the build back ends."""
    folder = cache() / "pip-1"
    if not (folder / "ready").exists():
        subprocess.run(["python3", "-m", "venv", "--clear", folder], check=True)
        site = next(folder.glob("lib/python*/site-packages"))
        shutil.rmtree(site / "setuptools", ignore_errors=True)
        for module in ("setuptools/build_meta", "hatchling/build", "flit_core/buildapi", "poetry/core/masonry/api", "pdm/backend/__init__", "poetry_dynamic_versioning/backend"):
            path = site / f"{module}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(BACK_END.replace("\\\\", "\\"))
        (folder / "ready").touch()
    return folder / "bin" / "pip"


def download(package, version, folder):
    origin, name = package["origin"], package.get("source", package["name"])
    quiet = dict(cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if origin == "pypi":
        words = ["download", "-q", "--no-deps", "--no-binary", ":all:", f"{name}=={version}"]
        if subprocess.run([pip(), *words, "--no-build-isolation", "--use-pep517"], **quiet, timeout=120).returncode:
            subprocess.run(["python3", "-m", "pip", *words], **quiet, timeout=300)
    elif origin == "npm":
        subprocess.run(["npm", "pack", "--silent", f"{name}@{version}"], **quiet, timeout=120)
    elif origin == "crate":
        # cargo keeps what it fetched below CARGO_HOME.
        (folder / "src").mkdir()
        (folder / "src" / "lib.rs").write_text("")
        (folder / "Cargo.toml").write_text(f'[package]\nname = "fetch"\nversion = "0.0.0"\nedition = "2021"\n[dependencies]\n{name} = "={version}"\n')
        subprocess.run(["cargo", "fetch", "-q"], env=dict(os.environ, CARGO_HOME=str(folder / "home"), RUSTUP_HOME=rustup_home()), **quiet, timeout=300)
        for found in (folder / "home").glob(f"registry/cache/*/{name}-{version}.crate"):
            shutil.copy(found, folder / found.name)
    elif origin == "debian":
        return debian_source(package, version, folder)
    found = [path for path in folder.iterdir() if path.is_file() and re.search(r"\.(tar\.gz|tgz|tar\.bz2|tar\.xz|crate)$", path.name)]
    return found[0] if found else None


def debian_source(package, version, folder):
    """One tar of the source package's files: upstream's archive and Debian's changes."""
    sources = cache() / "apt"
    with alone("apt"):
        if not (sources / "apt.conf").exists() or not any((sources / "sources").iterdir()):
            subprocess.run(["sh", HERE.parent.parent / "tests" / "repair" / "apt_sources.sh", sources], check=True)
    words = ["apt-get", "source", "-qq", "--download-only", f"{package.get('source', package['name'])}={version}"]
    subprocess.run(words, cwd=folder, env=dict(os.environ, APT_CONFIG=str(sources / "apt.conf")), stdout=subprocess.DEVNULL, timeout=300)
    parts = sorted(path for path in folder.iterdir() if ".orig.tar" in path.name or ".debian.tar" in path.name)
    if len(parts) != 2:
        return None
    with tarfile.open(folder / "source.tar.part", "w") as out:
        for part in parts:
            entry = tarfile.TarInfo(part.name)
            entry.size = part.stat().st_size
            with open(part, "rb") as file:
                out.addfile(entry, file)
    return folder / "source.tar.part"


def debian_tree(path, patches):
    """Upstream's files with the first patches of Debian's series applied."""
    with tempfile.TemporaryDirectory() as place:
        root = pathlib.Path(place)
        with tarfile.open(path) as opened:
            opened.extractall(root, filter="data")
        original, changes = (next(root.glob(f"*.{kind}.tar*")) for kind in ("orig", "debian"))
        (root / "tree").mkdir()
        subprocess.run(["tar", "-xf", original, "-C", root / "tree", "--strip-components=1", "--no-same-owner"], check=True)
        subprocess.run(["tar", "-xf", changes, "-C", root, "--no-same-owner"], check=True)
        for name in series(root / "debian" / "patches" / "series")[:patches]:
            subprocess.run(["patch", "-p1", "-s", "-f", "--no-backup-if-mismatch", "-i", root / "debian" / "patches" / name], cwd=root / "tree", check=True)
        return {str(file.relative_to(root / "tree")): (file.read_bytes(), os.access(file, os.X_OK)) for file in (root / "tree").rglob("*")
                if file.is_file() and not file.is_symlink()}


def series(path):
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [line.split()[0] for line in lines if line.strip() and not line.startswith("#")]


def rustup_home():
    return os.environ.get("RUSTUP_HOME") or str(pathlib.Path.home() / ".rustup")


def archive(package, version):
    """The path of the archive, fetched if it is not cached; None if the registry has none. Its sum is checked if the list has it."""
    store = cache() / "archives" / f"{package['origin']}-{package['name'].replace('/', '_')}-{version}"
    if not store.exists():
        store.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            try:
                found = download(package, version, pathlib.Path(folder))
            except subprocess.TimeoutExpired:
                found = None
            if not found:
                return None
            part = f"{store}.{os.path.basename(folder)}"  # others may fetch it too
            shutil.copy(found, part)
            os.replace(part, store)
    expected = package.get("sha256", {}).get(version)
    if expected and expected != digest_of(store):
        raise SystemExit(f"{store}: its sha256 is not the one in packages.json")
    return store


def digest_of(path):
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()


def tree(package, version):
    """{path: (contents, executable)} of the release, without its top folder, links and what the package leaves out."""
    # A version of a Debian package ends in # and the number of its patches that are applied.
    release, _, patches = version.partition("#")
    path = archive(package, release)
    if not path:
        return None
    files = {}
    if package["origin"] == "debian":
        files = debian_tree(path, int(patches))
    else:
        with tarfile.open(path) as opened:
            for entry in opened:
                name = entry.name.removeprefix("./").partition("/")[2]
                if entry.isfile() and name:
                    files[name] = (opened.extractfile(entry).read(), bool(entry.mode & 0o100))
    left_out = package.get("leave_out", []) + [".git/", ".github/", "node_modules/"]
    return {name: file for name, file in files.items() if not any(name == one or one.endswith("/") and name.startswith(one) for one in left_out)}


def runner(specs):
    """A `node_modules` folder that holds these npm packages, such as ["mocha@10.8.2"]."""
    folder = cache() / "runners" / hashlib.sha256(" ".join(specs).encode()).hexdigest()[:16]
    with alone("runners"):
        if not folder.exists():
            part = folder.with_name(folder.name + ".part")
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir(parents=True)
            (part / "package.json").write_text("{}")
            subprocess.run(["npm", "install", "--silent", "--ignore-scripts", *specs], cwd=part, check=True, stdout=subprocess.DEVNULL)
            os.replace(part, folder)
    return folder / "node_modules"


def python():
    """The folder of a Python environment with the packages of requirements.txt, which the checks' python3 is."""
    listed = (HERE / "requirements.txt").read_bytes()
    folder = cache() / f"python-{hashlib.sha256(listed).hexdigest()[:12]}"
    if not (folder / "ready").exists():
        subprocess.run(["/usr/bin/python3", "-m", "venv", "--clear", folder], check=True)
        subprocess.run([folder / "bin" / "pip", "install", "-q", "-r", HERE / "requirements.txt"], check=True)
        subprocess.run([folder / "bin" / "python3", "-m", "compileall", "-q", folder / "lib"], check=False)
        (folder / "ready").touch()
    return folder


# Differences


def lines_of(contents):
    return contents.decode("utf-8").splitlines(keepends=True)


def is_text(contents):
    try:
        return b"\0" not in contents and contents.decode("utf-8") is not None
    except UnicodeDecodeError:
        return False


class Difference:
    """The hunks between two releases, by path."""

    def __init__(self, old, new):
        self.old, self.new, self.cached = old, new, {}
        self.paths = sorted(path for path in old.keys() | new.keys()
                            if not METADATA.search(path) and old.get(path, (None,))[0] != new.get(path, (None,))[0])

    def hunks(self, path):
        """The (old from, old to, new from, new to) of each hunk. None: only the whole file can be changed."""
        if path not in self.cached:
            self.cached[path] = None
            if path in self.old and path in self.new and is_text(self.old[path][0]) and is_text(self.new[path][0]):
                a, b = lines_of(self.old[path][0]), lines_of(self.new[path][0])
                if max(len(a), len(b)) <= 6000:
                    codes = difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
                    self.cached[path] = [code[1:] for code in codes if code[0] != "equal"]
        return self.cached[path]

    def mixed(self, path, chosen, base):
        """The file with the chosen hunks as in the other release than the base, the rest as in the base."""
        a, b = lines_of(self.old[path][0]), lines_of(self.new[path][0])
        out, at = [], 0
        for number, (a_from, a_to, b_from, b_to) in enumerate(self.hunks(path)):
            out += a[at:a_from]
            out += b[b_from:b_to] if (number in chosen) == (base == "old") else a[a_from:a_to]
            at = a_to
        return "".join(out + a[at:]).encode("utf-8")

    def states(self, base, units):
        """The folder before and after."""
        changed = {}
        for unit in units:
            path, other = unit["path"], self.new if base == "old" else self.old
            if unit.get("hunks") is None:
                changed[path] = other.get(path)
            else:
                changed[path] = (self.mixed(path, set(unit["hunks"]), base), self.new[path][1])
        whole = dict(self.old if base == "old" else self.new)
        moved = {path: file for path, file in (whole | changed).items() if file is not None}
        return (whole, moved) if base == "old" else (moved, whole)


def fingerprint(before, after):
    text = hashlib.sha256()
    for path in sorted(before.keys() | after.keys()):
        if before.get(path) != after.get(path):
            for side in (before, after):
                text.update(path.encode() + b"\0" + hashlib.sha256(side[path][0]).digest() if path in side else b"absent")
    return text.hexdigest()[:16]


# Folders


class Folder:
    """A folder whose files are made equal to a state; in a git repository of its own."""

    def __init__(self, root, package):
        self.root, self.state, self.staged = pathlib.Path(root), {}, {}
        self.root.mkdir(parents=True)
        self.git("init", "-q")
        (self.root / ".git" / "info").mkdir(exist_ok=True)
        (self.root / ".git" / "info" / "exclude").write_text("node_modules\n__pycache__\n.pytest_cache\n*.pyc\ntarget\n")
        if package.get("runner"):
            shutil.copytree(runner(package["runner"]), self.root / "node_modules", symlinks=True)

    def git(self, *words):
        return subprocess.run(["git", "-c", "user.name=honest", "-c", "user.email=honest@localhost", "-c", "core.autocrlf=false", *words], cwd=self.root,
                              capture_output=True, check=True).stdout

    def set(self, state):
        for path in self.state.keys() - state.keys():
            (self.root / path).unlink(missing_ok=True)
        for path, (contents, executable) in state.items():
            if self.state.get(path) != (contents, executable):
                target = self.root / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(contents)
                target.chmod(0o755 if executable else 0o644)
        self.state = dict(state)

    def stage(self, state):
        """Makes the folder and git's index equal to the state, whatever the package's own .gitignore says. What archives hold by mistake
        is left out."""
        state = {path: content for path, content in state.items() if not path.endswith((".pyc", ".orig"))}
        self.set(state)
        changed = [path for path in self.staged.keys() | state.keys() if self.staged.get(path) != state.get(path)]
        if changed:
            subprocess.run(["git", "--literal-pathspecs", "add", "-A", "-f", "--pathspec-from-file=-", "--pathspec-file-nul"], cwd=self.root,
                           input="\0".join(changed).encode(), check=True)
        self.staged = dict(state)

    def commit(self, state):
        """Makes the state the base: one commit, without what a run left."""
        self.stage(state)
        self.git("commit", "-q", "--allow-empty", "--no-verify", "-m", "base")

    def patch(self, state):
        """The unified diff from the base to the state; the folder has the base afterwards."""
        before = self.state
        self.stage(state)
        text = self.git("diff", "--cached", "--binary", "--no-renames", "--no-color", "--no-ext-diff", "HEAD")
        self.stage(before)
        return text

    def clean(self):
        """Removes what a run left behind."""
        for place, folders, names in os.walk(self.root):
            inside = os.path.relpath(place, self.root)
            if inside == ".":
                inside, folders[:] = "", [one for one in folders if one not in (".git", "node_modules")]
            for name in names:
                if os.path.join(inside, name) not in self.state:
                    os.unlink(os.path.join(place, name))


def environment(home):
    """As in the sandbox, so that a check alone and one under Suit do the same work."""
    return {"PATH": f"{python()}/bin:{os.environ['PATH']}", "HOME": str(home), "CI": "1", "TERM": "dumb", "NO_COLOR": "1", "LANG": "C.UTF-8", "RUSTUP_HOME": rustup_home()}


def run_check(folder, check, limit_s=120, bytecode=False):
    """(passed, output, seconds) of the check alone in the folder; passed is None past the limit. Without a network, if that can be had."""
    with tempfile.TemporaryDirectory() as home:
        variables = environment(home) | ({} if bytecode else {"PYTHONDONTWRITEBYTECODE": "1"})
        words = ["unshare", "-n", "sh", "-c", "ip link set lo up 2>/dev/null; " + check] if os.geteuid() == 0 else ["sh", "-c", check]
        begun = time.monotonic()
        process = subprocess.Popen(words, cwd=folder, env=variables, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            output = process.communicate(timeout=limit_s)[0]
            return process.returncode == 0, output.decode(errors="replace"), time.monotonic() - begun
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return None, process.communicate()[0].decode(errors="replace"), time.monotonic() - begun


def tests_passed(output):
    """How many tests the runner says passed, summed up; None if it says nothing that is known."""
    for pattern in (r"(\d+) passed", r"^# pass +(\d+)", r"^ℹ pass (\d+)", r"(\d+) passing", r"^Ran (\d+) tests?"):
        found = re.findall(pattern, output, re.MULTILINE)
        if found:
            return sum(map(int, found))
    return len(re.findall(r"^\s*(?:--- PASS|ok \d+)", output, re.MULTILINE)) or None


def suit_environment():
    """Without the user's own settings; toolchains below the home folder are shown to checks."""
    folder = cache()
    folder.mkdir(parents=True, exist_ok=True)
    home = pathlib.Path.home()
    (folder / "suit.toml").write_text(f'[sandbox]\nread = ["{python()}", "{home}/.cargo", "{rustup_home()}"]\nenvironment = ["RUSTUP_HOME"]\n')
    return dict(os.environ, PATH=f"{python()}/bin:{os.environ['PATH']}", SUIT_CONFIG=str(folder / "suit.toml"), RUSTUP_HOME=rustup_home())
