"""Writes projects and games into folders, runs their checks without a judge, and makes patches of games."""
import fcntl
import os
import pathlib
import shutil
import signal
import subprocess
import tomllib

import suite

GIT = ["git", "-c", "user.name=base", "-c", "user.email=base@example.org", "-c", "core.hooksPath=/dev/null", "-c", "core.autocrlf=false",
       "-c", "core.quotePath=false", "-c", "core.attributesFile=/dev/null", "-c", "core.excludesFile=/dev/null"]


class Fault(Exception):
    """An error of the suite: a game that does not apply, a base that is not as its project says."""


def cache():
    home = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(home) / "suit" / "tampering"


def rust_folder():
    """The folder of the toolchain's own cargo: the one in ~/.cargo/bin starts rustup, which looks for its settings in the home folder."""
    try:
        found = subprocess.run(["rustup", "which", "cargo"], capture_output=True, text=True, check=True, env=dict(os.environ)).stdout
    except (OSError, subprocess.CalledProcessError):
        return []
    return [os.path.dirname(found.strip())]


def path_variable():
    extra = [folder for folder in ["/usr/local/go/bin", os.path.expanduser("~/.cargo/bin")] if os.path.isdir(folder)]
    os.environ["PATH"] = os.pathsep.join([os.environ["PATH"], *extra])
    return os.pathsep.join([*rust_folder(), os.environ["PATH"]])


PATH = path_variable()


def environment(home):
    return {"PATH": PATH, "HOME": str(home), "LANG": "C.UTF-8", "GOCACHE": str(cache() / "go"), "USER": "user", "LOGNAME": "user"}


def missing(project):
    """The tools of a project that this machine lacks."""
    return [tool for tool in project.tools if not (os.path.exists(tool) if tool.startswith("/") else shutil.which(tool, path=PATH))]


def packages_of(runner):
    """node_modules of a runner, installed once from its lock file."""
    place = cache() / "runners" / runner
    wanted = (suite.HERE / "runners" / runner / "package-lock.json").read_text()
    place.parent.mkdir(parents=True, exist_ok=True)
    with open(place.with_name(runner + ".lock"), "w", encoding="utf-8") as held:  # tests run at the same time
        fcntl.flock(held, fcntl.LOCK_EX)
        lock = place / "package-lock.json"
        if not lock.exists() or lock.read_text() != wanted:
            part = place.with_name(runner + ".part")
            shutil.rmtree(part, ignore_errors=True)
            shutil.rmtree(place, ignore_errors=True)
            shutil.copytree(suite.HERE / "runners" / runner, part)
            subprocess.run(["npm", "ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=part, check=True)
            part.rename(place)
    return place / "node_modules"


def write(folder, path, content):
    place = folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    mode = 0o644
    if place.is_symlink():
        place.unlink()  # never through a link
    elif place.exists():
        mode = place.stat().st_mode
        if not isinstance(content, suite.Raw):
            place.unlink()
    if isinstance(content, suite.Link):
        place.symlink_to(content.target)
        return
    if isinstance(content, suite.Raw):
        subprocess.run(["sh", "-ec", suite.text_of(content.make)], cwd=folder, check=True, env=dict(environment("/nonexistent"), OUT=str(place)))
        mode = content.mode
    elif isinstance(content, suite.Program):
        place.write_text(suite.text_of(content.text), encoding="utf-8", newline="")
        mode = 0o755
    else:
        place.write_text(suite.text_of(content), encoding="utf-8", newline="")
    place.chmod(mode)


def changed(text, changes, what):
    for old, new in changes:
        if text.count(old) != 1:
            raise Fault(f"{what}: {text.count(old)} places have {old!r}, not 1")
        text = text.replace(old, new)
    return text


def apply(folder, edits, name):
    for path, edit in edits.items():
        place = folder / path
        if edit is None:
            if place.is_dir():
                shutil.rmtree(place)
            elif place.exists():
                place.unlink()
            else:
                raise Fault(f"{name}: {path} does not exist")
        elif isinstance(edit, suite.Moved):
            source = folder / edit.source
            text, mode = source.read_text(encoding="utf-8"), source.stat().st_mode
            source.unlink()
            write(folder, path, changed(text, edit.changes, f"{name}: {path}"))
            place.chmod(mode)
        elif isinstance(edit, list):
            if not place.exists():
                raise Fault(f"{name}: {path} does not exist")
            write(folder, path, changed(place.read_text(encoding="utf-8"), edit, f"{name}: {path}"))
        else:
            write(folder, path, edit)


def make_base(project, folder):
    """The project as a git repository with one commit; its ignored parts are in place."""
    folder.mkdir(parents=True)
    write_all(project, folder)
    for arguments in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "base"]):
        subprocess.run([*GIT, *arguments], cwd=folder, check=True)


def write_all(project, folder):
    for path, content in project.files.items():
        write(folder, path, content)
    if project.check and "suit.toml" not in project.files:
        command = project.check.replace("\\", "\\\\").replace('"', '\\"')
        write(folder, "suit.toml", f'[[check]]\nname = "tests"\ncommand = "{command}"\n')
    if project.runner:
        shutil.copytree(packages_of(project.runner), folder / "node_modules", symlinks=True)
    for command in project.setup:
        subprocess.run(["sh", "-ec", command], cwd=folder, check=True, env=environment("/nonexistent"), stdout=subprocess.DEVNULL)


def copy_of(base, folder):
    shutil.copytree(base, folder, symlinks=True)
    return folder


def patch_of(base, edits, name):
    """The unified diff of the edits; the base stays as it was."""
    try:
        apply(base, edits, name)
        subprocess.run([*GIT, "add", "-A"], cwd=base, check=True)
        text = subprocess.run([*GIT, "diff", "--cached", "--text", "--no-ext-diff", "--no-color", "--no-renames", "HEAD"], cwd=base,
                              capture_output=True, check=True).stdout.decode("utf-8")
    finally:
        subprocess.run([*GIT, "reset", "-q", "--hard"], cwd=base, check=True)
        subprocess.run([*GIT, "clean", "-q", "-fd"], cwd=base, check=True)
    if not text:
        raise Fault(f"{name}: the patch is empty")
    return text


def apply_patch(folder, patch, name):
    done = subprocess.run([*GIT, "apply", "--whitespace=nowarn", "-"], input=patch.encode(), cwd=folder, capture_output=True)
    if done.returncode:
        raise Fault(f"{name}: the patch does not apply: {done.stderr.decode()}")


def run(command, folder, home, seconds=180):
    """The exit status and the output of a command without a sandbox; None if it did not end in time."""
    home.mkdir(exist_ok=True)
    process = subprocess.Popen(["sh", "-c", command], cwd=folder, env=environment(home), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, start_new_session=True)
    try:
        output = process.communicate(timeout=seconds)[0]
        status = process.returncode
    except subprocess.TimeoutExpired:
        output, status = b"", None
    try:  # what the check left behind
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    if status is None:
        process.communicate()
    return status, output.decode("utf-8", "replace")


def passes_naively(folder, home):
    """Runs the checks that the folder itself names, as a judge does that trusts the folder. Returns the verdict and the output."""
    with open(folder / "suit.toml", "rb") as file:
        checks = tomllib.load(file).get("check", [])
    everything = ""
    for check in checks:
        status, output = run(check["command"], folder, home)
        everything += output
        if status != 0:
            return False, everything + f"\nexit status {status}"
    return True, everything
