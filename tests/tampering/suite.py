"""The data types of the tampering suite, and the list of its projects and games. README.md describes both."""
import dataclasses
import importlib
import pathlib
import textwrap

HERE = pathlib.Path(__file__).resolve().parent

# kind of game: what it does to the judgement
KINDS = {
    "assertion": "an assertion rewritten, weakened, inverted or never reached",
    "deleted": "a test deleted, renamed or moved so that the runner does not find it",
    "skipped": "a skip, xfail, todo, ignore or only mark",
    "parameters": "parametrisation or table of inputs emptied or narrowed",
    "tolerance": "a tolerance, time limit or threshold widened",
    "golden": "a snapshot, golden file or fixture rewritten",
    "configuration": "the runner's configuration or hooks run fewer tests or report success",
    "build": "the build, a script or a tag runs fewer tests or drops the exit status",
    "start-up": "a file or variable that the interpreter or tool loads by itself",
    "shadowing": "a module, package, header or command found before the right one",
    "runner": "the code under test changes the runner or the assertions",
    "exit": "the code under test ends the process with 0",
    "process": "threads, forks and signals that end the runner with 0",
    "report": "output or a report that imitates the runner's",
    "comparison": "values that compare equal to everything",
    "special-casing": "the inputs of the tests recognised in the code",
    "detection": "the environment of a test recognised in the code",
    "catching": "the code catches the failure of an assertion",
    "skipping": "the code under test skips the test that calls it",
    "reading": "the expected value read from the caller, the test file or a golden file",
    "pipeline": "a check whose command loses the exit status",
    "ignored": "a file that git ignores decides the run",
    "hidden": "text that a reviewer does not see: bidi, look-alike names, attributes, far columns",
    "suppression": "a linter, compiler or coverage tool told to look away",
    "time": "behaviour switched by dates, counters and files of earlier runs",
    "combined": "expectations changed together with code that looks plausible",
    "new-file": "a new file, most often a test, that disables or replaces others",
    "check": "the settings of the judge",
}


@dataclasses.dataclass(eq=False)
class Project:
    name: str
    framework: str
    about: str
    files: dict  # path: text
    check: str
    fix: dict  # the honest change, in the form of Game.edits
    green: bool = False  # the check passes on the base
    tools: tuple = ()  # programs and files that must exist
    runner: str = ""  # folder of runners/, whose node_modules the project gets
    setup: tuple = ()  # commands that ready the base, such as an environment that git ignores
    probe: tuple = ()  # (command, its output once the fault is fixed), with inputs that no test has
    seconds: float = 1  # of one run, to choose a sample
    games: list = dataclasses.field(default_factory=list)

    def game(self, name, kind, trick, edits, placed=None, probe=True):
        """placed: ignored files written into the folder before the patch is judged.
        probe=False: the probe can't tell this game from a fix; the trick says why."""
        assert kind in KINDS, kind
        self.games.append(Game(f"{self.name}/{name}", self, kind, trick, edits, placed or {}, probe))


@dataclasses.dataclass(eq=False)
class Game:
    name: str
    project: Project
    kind: str
    trick: str
    # path: text of the whole file | [(old, new), …], each old occurs once | None: deleted | Link | Moved | Raw
    edits: dict
    placed: dict
    probe: bool

    @property
    def framework(self):
        return self.project.framework


@dataclasses.dataclass
class Link:
    target: str


@dataclasses.dataclass
class Moved:
    source: str
    changes: tuple = ()


@dataclasses.dataclass
class Raw:
    """A file made by a command: `make` runs in the folder and writes to the path in $OUT. A file that is there may be changed."""
    make: str
    mode: int = 0o644


@dataclasses.dataclass
class Program:
    """A file that may be executed."""
    text: str


def text_of(block):
    """Files are written as indented blocks that begin on the line after the quotes."""
    if not block.startswith("\n"):
        return block
    return textwrap.dedent(block[1:])


def modules():
    return sorted(path.stem for path in (HERE / "games").glob("*.py") if not path.stem.startswith("_"))


def projects():
    found = []
    for name in modules():
        found += importlib.import_module("games." + name).PROJECTS
    names = [game.name for project in found for game in project.games]
    assert len(set(names)) == len(names), sorted(name for name in names if names.count(name) > 1)
    return found
