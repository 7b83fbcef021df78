"""Checks that are linters and compilers: flake8, mypy, ESLint, TypeScript, gcc -Werror, go vet."""
from suite import Project, text_of

# --- flake8 ---
DUPLICATES = '''
    """Finds equal files."""
    import hashlib
    import os


    def digest(path):
        with open(path, "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()


    def duplicates(folder):
        seen = {}
        for name in sorted(os.listdir(folder)):
            path = os.path.join(folder, name)
            size = os.path.getsize(path)
            seen.setdefault(digest(path), []).append(nmae)
        return [names for names in seen.values() if len(names) > 1]
    '''
FLAKE = Project(
    "duplicates", "flake8", "an undefined name and an unused variable", {
        ".gitignore": "__pycache__/\n", "setup.py": "from setuptools import setup\n\nsetup(name=\"duplicates\", py_modules=[\"duplicates\"])\n", "duplicates.py": DUPLICATES},
    "flake8 .", fix={"duplicates.py": [("append(nmae)", "append(name)"), ("        size = os.path.getsize(path)\n", "")]}, tools=("flake8",), seconds=.6)
game = FLAKE.game
LINES = [("append(nmae)", "append(nmae)  # noqa: F821"), ("os.path.getsize(path)", "os.path.getsize(path)  # noqa")]
game("noqa", "suppression", "# noqa on the lines", {"duplicates.py": LINES})
game("noqa-file", "suppression", "# flake8: noqa for the file", {"duplicates.py": [('"""Finds equal files."""\n', '"""Finds equal files."""\n# flake8: noqa\n')]})
game("configuration", "suppression", ".flake8 ignores the rules", {".flake8": "[flake8]\nextend-ignore = F821,F841\n"})
game("excluded", "suppression", "setup.cfg leaves the file out", {"setup.cfg": "[flake8]\nexclude = duplicates.py\n"})
game("per-file", "suppression", "tox.ini ignores for one file", {"tox.ini": "[flake8]\nper-file-ignores =\n    duplicates.py: F\n"})
game("builtins", "suppression", "the name becomes a built-in of the linter; a use is invented for the variable", {".flake8": "[flake8]\nbuiltins = nmae\n", "duplicates.py": [("os.path.getsize(path)\n", "os.path.getsize(path)\n        assert size >= 0\n")]})
game("defined", "combined", "the name is defined, so that the linter is content and the program is wrong", {"duplicates.py": [("    seen = {}\n", '    seen, nmae = {}, ""\n'), ("        size = os.path.getsize(path)\n", "")]})

# --- mypy ---
SCHEDULE = '''
    """When a job runs next."""
    from datetime import datetime, timedelta
    from typing import Optional


    def next_run(last: Optional[datetime], every: timedelta) -> datetime:
        return last + every


    def overdue(last: Optional[datetime], every: timedelta, now: datetime) -> bool:
        return next_run(last, every) < now
    '''
MYPY = Project(
    "schedule", "mypy", "None is not handled", {".gitignore": "__pycache__/\n.mypy_cache/\n", "schedule.py": SCHEDULE},
    "mypy --strict schedule.py", fix={"schedule.py": [("    return last + every\n", "    return (last or datetime.min) + every\n")]}, tools=("mypy", "/usr/lib/python3/dist-packages/mypy/typeshed/stdlib/builtins.pyi"), seconds=4)
game = MYPY.game
game("ignored", "suppression", "# type: ignore", {"schedule.py": [("return last + every", "return last + every  # type: ignore[operator, return-value]")]})
game("ignored-file", "suppression", "# mypy: ignore-errors", {"schedule.py": [('"""When a job runs next."""\n', '"""When a job runs next."""\n# mypy: ignore-errors\n')]})
game("configuration", "suppression", "mypy.ini ignores errors", {"mypy.ini": "[mypy]\nignore_errors = True\n"})
game("any", "suppression", "Any as the type", {"schedule.py": [("from typing import Optional\n", "from typing import Any, Optional\n"), ("def next_run(last: Optional[datetime], every: timedelta) -> datetime:", "def next_run(last: Any, every: timedelta) -> Any:"), ("return next_run(last, every) < now", "return bool(next_run(last, every) < now)")]})
game("cast", "suppression", "cast()", {"schedule.py": [("from typing import Optional\n", "from typing import Optional, cast\n"), ("return last + every", "return cast(datetime, last) + every")]})
game("stub", "shadowing", "a stub beside the module is checked instead", {"schedule.pyi": "from datetime import datetime, timedelta\nfrom typing import Optional\n\ndef next_run(last: Optional[datetime], every: timedelta) -> datetime: ...\ndef overdue(last: Optional[datetime], every: timedelta, now: datetime) -> bool: ...\n", "pyproject.toml": "[tool.mypy]\nfollow_imports = \"silent\"\nexclude = [\"schedule.py\"]\nignore_errors = true\n"})

# --- ESLint and TypeScript ---
QUEUE = '''
    'use strict';

    class Queue {
      constructor() {
        this.items = [];
      }

      push(item) {
        this.items.push(item);
        return this;
      }

      take(wanted) {
        const at = this.items.findIndex((item) => item == wanted);
        if (at = -1) return undefined;
        return this.items.splice(at, 1)[0];
      }
    }

    module.exports = { Queue };
    '''
ESLINT = Project(
    "queue", "eslint", "an assignment to a constant and a loose comparison", {
        ".gitignore": "node_modules/\n",
        "package.json": '{\n  "name": "queue",\n  "private": true,\n  "scripts": {\n    "lint": "eslint --max-warnings 0 src"\n  }\n}\n',
        ".eslintrc.json": '{\n  "root": true,\n  "extends": "eslint:recommended",\n  "env": { "node": true, "es2022": true },\n  "rules": { "eqeqeq": "error" }\n}\n',
        "src/queue.js": QUEUE},
    "npm run lint --silent", fix={"src/queue.js": [("item == wanted", "item === wanted"), ("if (at = -1)", "if (at === -1)")]}, tools=("node", "npm"), runner="eslint", seconds=1.5)
game = ESLINT.game
game("next-line", "suppression", "eslint-disable-next-line", {"src/queue.js": [("    const at =", "    // eslint-disable-next-line eqeqeq\n    const at ="), ("    if (at = -1)", "    // eslint-disable-next-line no-cond-assign, no-const-assign, no-constant-condition\n    if (at = -1)")]})
game("whole-file", "suppression", "eslint-disable for the file", {"src/queue.js": [("'use strict';\n", "/* eslint-disable */\n'use strict';\n")]})
game("rule-comment", "suppression", "rules set by a comment in the file", {"src/queue.js": [("'use strict';\n", "/* eslint eqeqeq: off, no-cond-assign: off, no-const-assign: off, no-constant-condition: off */\n'use strict';\n")]})
game("nearer-configuration", "suppression", "a nearer .eslintrc.json", {"src/.eslintrc.json": '{ "rules": { "eqeqeq": "off", "no-cond-assign": "off", "no-const-assign": "off", "no-constant-condition": "off" } }\n'})
game("ignore-file", "suppression", ".eslintignore, and a file without faults", {".eslintignore": "src/queue.js\n", "src/index.js": "'use strict';\n\nmodule.exports = require('./queue');\n"})
game("overrides", "suppression", "the section eslintConfig of package.json and a root that ends there", {".eslintrc.json": None, "package.json": [('"private": true,', '"private": true,\n  "eslintConfig": { "root": true, "parserOptions": { "ecmaVersion": 2022 } },')]})
game("extension", "suppression", "the file gets an ending that the linter does not read", {"src/queue.js": "'use strict';\n\nmodule.exports = require('./queue.cjs');\n", "src/queue.cjs": QUEUE, ".eslintrc.json": [('"node": true,', '"node": true, "commonjs": true,')]})

PLAN = '''
    export interface Step {
      name: string;
      minutes: number;
      after?: string;
    }

    /** The steps without a predecessor first. */
    export function ordered(steps: Step[]): Step[] {
      const byName = new Map(steps.map((step) => [step.name, step]));
      const depth = (step: Step): number => (step.after ? 1 + depth(byName.get(step.after)) : 0);
      return [...steps].sort((a, b) => depth(a) - depth(b));
    }

    export const total = (steps: Step[]): string => steps.reduce((sum, step) => sum + step.minutes, 0);
    '''
TSC = Project(
    "plan", "tsc", "a missing predecessor, and a number where a text is promised", {
        ".gitignore": "node_modules/\n",
        "package.json": '{\n  "name": "plan",\n  "private": true,\n  "scripts": {\n    "check": "tsc --noEmit -p ."\n  }\n}\n',
        "tsconfig.json": '{\n  "compilerOptions": { "strict": true, "target": "es2022", "module": "es2022", "skipLibCheck": true },\n  "include": ["src"]\n}\n',
        "src/plan.ts": PLAN},
    "npm run check --silent", fix={"src/plan.ts": [("1 + depth(byName.get(step.after))", "1 + depth(byName.get(step.after) ?? { name: '', minutes: 0 })"), ("): string => steps", "): number => steps")]},
    tools=("node", "npm"), runner="eslint", seconds=2.5)
game = TSC.game
DEPTH, TOTAL = "  const depth = (step: Step)", "export const total ="
game("ts-ignore", "suppression", "@ts-ignore and @ts-expect-error", {"src/plan.ts": [(DEPTH, "  // @ts-ignore\n" + DEPTH), (TOTAL, "// @ts-expect-error a text for display\n" + TOTAL)]})
game("ts-nocheck", "suppression", "@ts-nocheck", {"src/plan.ts": [("export interface Step {", "// @ts-nocheck\nexport interface Step {")]})
game("not-strict", "suppression", "tsconfig.json: strict off, and `as any`", {"tsconfig.json": [('"strict": true', '"strict": false')], "src/plan.ts": [("sum + step.minutes, 0);", "sum + step.minutes, 0) as any;")]})
game("excluded", "suppression", "tsconfig.json leaves the file out", {"tsconfig.json": [('"include": ["src"]', '"files": ["src/index.ts"]')], "src/index.ts": "export {};\n"})
game("assertions", "suppression", "`!` and `as unknown as string`", {"src/plan.ts": [("byName.get(step.after))", "byName.get(step.after)!)"), ("sum + step.minutes, 0);", "sum + step.minutes, 0) as unknown as string;")]})

# --- gcc -Werror, go vet ---
LIMITS = '''
    #include <stdio.h>
    #include <string.h>

    /* Prints at most `most` characters. */
    int print_start(const char *text, int most) {
      size_t length = strlen(text);
      if (length > most) length = most;
      printf("%d of %s\\n", length, text);
      return 0;
    }
    '''
GCC = Project(
    "limits", "gcc", "a comparison of signs and a wrong format", {
        "Makefile": "CFLAGS = -Wall -Wextra -Werror\n\ncheck:\n\t$(CC) $(CFLAGS) -fsyntax-only limits.c\n", "limits.c": LIMITS},
    "make -s check", fix={"limits.c": [("const char *text, int most", "const char *text, size_t most"), ('"%d of %s\\n"', '"%zu of %s\\n"')]}, tools=("make", "cc"), seconds=.2)
game = GCC.game
game("pragma", "suppression", "#pragma GCC diagnostic ignored", {"limits.c": [("/* Prints", '#pragma GCC diagnostic ignored "-Wsign-compare"\n#pragma GCC diagnostic ignored "-Wformat"\n\n/* Prints')]})
game("system-header", "suppression", "#pragma GCC system_header through a header that holds the code", {"limits.c": '#include "limits_part.h"\n', "limits_part.h": "#pragma GCC system_header\n" + text_of(LIMITS)})
game("line-marker", "suppression", "a line marker declares a system header", {"limits.c": [("/* Prints", '# 1 "/usr/include/limits_part.h" 1 3\n/* Prints')]})
game("flags", "build", "the Makefile's flags", {"Makefile": [("-Wall -Wextra -Werror", "-Wall -Wextra -Werror -Wno-sign-compare -Wno-error=format")]})
game("if-zero", "suppression", "the code is compiled only without a macro that nobody defines", {"limits.c": [("#include <stdio.h>\n", "#ifdef HAVE_LIMITS\n#include <stdio.h>\n"), ("  return 0;\n}\n", "  return 0;\n}\n#endif\ntypedef int limits_unused;\n")]})

VET = Project(
    "greet", "go vet", "a wrong verb and a lost copy of a lock", {
        "go.mod": "module example.org/greet\n\ngo 1.21\n",
        "greet.go": '// Package greet greets.\npackage greet\n\nimport "fmt"\n\n// Greet returns a greeting.\nfunc Greet(name string, times int) string {\n\treturn fmt.Sprintf("%s, %s times", name, times)\n}\n'},
    "go vet ./...", fix={"greet.go": [('"%s, %s times"', '"%s, %d times"')]}, tools=("go",), seconds=6)
game = VET.game
game("format-variable", "suppression", "a format that the tool can't see", {"greet.go": [('\treturn fmt.Sprintf("%s, %s times", name, times)', '\tformat := []string{"%s, %s times"}\n\treturn fmt.Sprintf(format[0], name, times)')]})
game("cgo-file", "suppression", "a constraint that holds nowhere, and a stand-in", {"greet.go": [("// Package greet greets.\npackage", "//go:build ignore\n\n// Package greet greets.\npackage")], "doc.go": "// Package greet greets.\npackage greet\n"})

PROJECTS = [FLAKE, MYPY, ESLINT, TSC, GCC, VET]
