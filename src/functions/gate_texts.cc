#include "functions/gate_texts.h"

#include "base/json.h"
#include "base/text.h"

namespace suit {
namespace {

// Replaces each @NAME@.
std::string filled_in(std::string text, const std::vector<std::pair<std::string, std::string>>& values) {
  for (auto& [name, value] : values)
    for (size_t at = text.find(name); at != text.npos; at = text.find(name, at + value.size()))
      text.replace(at, name.size(), value);
  return text;
}

constexpr std::string_view kPlugin =
    R"(// Written by `suit gate install opencode`; `suit gate remove opencode` removes it.
// opencode has no hook for the end of a turn. It awaits experimental.text.complete, and a user message that is added
// then makes the turn go on. So the gate judges whenever a text ends, if tools ran since the last verdict.
import { spawn } from "node:child_process"

const suit = @SUIT@
const seconds = @SECONDS@

function gate(event) {
  return new Promise((answer) => {
    const fail = (why) => answer({ decision: "block", reason: `Suit can't judge this change: ${why}` })
    const options = ["gate", "run", "--hook", "opencode", "--within", `${seconds - Math.min(60, seconds / 2)}s`]
    const child = spawn(suit, options, { cwd: event.cwd })
    let out = "", err = ""
    const timer = setTimeout(() => child.kill("SIGKILL"), seconds * 1000)
    child.on("error", (error) => fail(error.message))
    child.stdout.on("data", (piece) => (out += piece))
    child.stderr.on("data", (piece) => (err += piece))
    child.stdin.on("error", () => {})
    child.on("close", (code) => {
      clearTimeout(timer)
      if (code !== 0) return fail(`it ended with ${code}. ${err}`)
      try {
        answer(out.trim() ? JSON.parse(out) : {})
      } catch {
        fail("its answer is not JSON")
      }
    })
    child.stdin.end(JSON.stringify(event))
  })
}

export const SuitGate = async ({ client, directory }) => {
  const sessions = new Map()
  const call = (id, hook_event_name, more) => gate({ hook_event_name, session_id: id, cwd: directory, ...more })
  const session = async (id) => {
    if (!sessions.has(id)) {
      const begun = (async () => {
        const found = await client.session.get({ path: { id } }).catch(() => undefined)
        const isSub = Boolean(found?.data?.parentID) // the session that started it is judged
        if (!isSub) await call(id, "SessionStart")
        return { isSub, changed: true, blocked: false }
      })()
      sessions.set(id, begun)
    }
    return sessions.get(id)
  }
  const own = new Set() // sessions that get a message of this plugin
  return {
    "chat.message": async ({ sessionID }) => {
      const one = await session(sessionID)
      if (!own.has(sessionID)) one.blocked = false
    },
    "tool.execute.before": async ({ sessionID }) => {
      await session(sessionID)
    },
    "tool.execute.after": async ({ sessionID }) => {
      const one = await session(sessionID)
      one.changed = true
    },
    "experimental.text.complete": async ({ sessionID }) => {
      const one = await session(sessionID)
      if (one.isSub || !(one.changed || one.blocked)) return
      const verdict = await call(sessionID, "Stop", { stop_hook_active: one.blocked })
      one.changed = false
      one.blocked = verdict.decision === "block"
      if (one.blocked) {
        own.add(sessionID)
        const parts = [{ type: "text", text: verdict.reason }]
        await client.session.prompt({ path: { id: sessionID }, body: { noReply: true, parts } })
        own.delete(sessionID)
      } else if (verdict.systemMessage) {
        await client.tui?.showToast?.({ body: { message: verdict.systemMessage, variant: "info" } })?.catch?.(() => {})
      }
    },
  }
}
)";

constexpr std::string_view kWorkflow =
    R"(# Written by `suit gate install github`; `suit gate remove github` removes it. Require the check "suit" in the rules of
# the branch: until then it stops nothing.
#
# pull_request_target: this file, the settings, the checks and the judge files are those of the protected branch; a pull
# request can't change them for itself. Nothing of the pull request is checked out or run outside of Suit's sandbox,
# which has no network and no token.
name: suit
on:
  pull_request_target:
    types: [opened, synchronize, reopened, ready_for_review]
permissions:
  contents: read
concurrency:
  group: suit-${{ github.event.pull_request.number }}
  cancel-in-progress: true
jobs:
  suit:
    runs-on: ubuntu-latest
    timeout-minutes: @MINUTES@
    steps:
      - uses: actions/checkout@v4
        with:
          ref: ${{ github.event.pull_request.base.ref }}
          fetch-depth: 0
          persist-credentials: false
      - name: Install Suit
        env:
          PACKAGE: ${{ vars.SUIT_PACKAGE }}
          SHA256: ${{ vars.SUIT_PACKAGE_SHA256 }}
        run: |
          [ -n "$PACKAGE" ] || { echo "set the variable SUIT_PACKAGE: the address of Suit's .deb" >&2; exit 1; }
          curl -fsSL -o "$RUNNER_TEMP/suit.deb" "$PACKAGE"
          echo "$SHA256  $RUNNER_TEMP/suit.deb" | sha256sum -c -
          sudo apt-get install -y "$RUNNER_TEMP/suit.deb"
          # Ubuntu restricts the namespaces that the sandbox is made of.
          if [ -e /proc/sys/kernel/apparmor_restrict_unprivileged_userns ]; then
            sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0
          fi
      # Install here what the checks need. These steps see the protected branch's files: never the pull request's.
      - name: Judge
        env:
          TOKEN: ${{ github.token }}
          NUMBER: ${{ github.event.pull_request.number }}
          BRANCH: ${{ github.event.pull_request.base.ref }}
        run: |
          login=$(printf 'x-access-token:%s' "$TOKEN" | base64 -w0)
          git -c "http.extraheader=AUTHORIZATION: basic $login" fetch --no-tags origin \
            "+refs/heads/$BRANCH:refs/suit/base" "+refs/pull/$NUMBER/merge:refs/suit/merge"
          unset TOKEN login
          git merge-base --is-ancestor refs/suit/merge^1 refs/suit/base
          suit gate run --range refs/suit/merge^1..refs/suit/merge
)";

}  // namespace

std::string git_hook_line(const std::string& suit, const std::string& hook,
                          const std::vector<std::string>& protect) {
  std::string line = shell_quote(suit) + " gate run --hook " + hook;
  if (hook == "pre-push") line += " --remote \"$1\"";
  for (const std::string& branch : protect) line += " --protect " + shell_quote(branch);
  return line;
}

std::string git_hook_text(const std::string& line) {
  return "#!/bin/sh\n# Written by `suit gate install git`; `suit gate remove git` removes it.\nexec " + line +
         "\n";
}

std::string opencode_plugin_text(const std::string& suit, int64_t time_s) {
  return filled_in(std::string(kPlugin),
                   {{"@SUIT@", to_text(Json(suit))}, {"@SECONDS@", std::to_string(time_s)}});
}

std::string github_workflow_text(int64_t time_s) {
  return filled_in(std::string(kWorkflow), {{"@MINUTES@", std::to_string((time_s + 59) / 60)}});
}

}  // namespace suit
