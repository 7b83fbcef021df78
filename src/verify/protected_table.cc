// The table of protected places. To add one, add it to the row of its tool, in lower case, or add a row;
// UPDATE=1 docs_tests writes docs/protected.md.
#include "verify/protected.h"

namespace suit {
namespace {

using enum Protection;

constexpr ProtectedRow kRows[] = {
    // Suit itself.
    {kNever, ".suit suit.toml", "Suit", "its ledger, and the rules that judge a proposal",
     "docs/settings.md"},

    // Version control and its hooks.
    {kNever, ".git .gitmodules .gitattributes .gitconfig", "git",
     "runs hooks, filters and commands of its configuration", "githooks(5), gitattributes(5), git-config(1)"},
    {kNever, ".hg .hgrc .hgsub .svn .bzr _darcs .pijul .fossil-settings .sl .jj", "other version control",
     "runs hooks and commands of its configuration", "hgrc(5); Jujutsu: Settings"},
    {kNever, ".husky .huskyrc* .githooks .git-hooks githooks .simple-git-hooks* simple-git-hooks.*",
     "git hooks", "are run on commit, checkout and push", "Husky and simple-git-hooks: README"},
    {kNever, ".pre-commit-config.y*ml .pre-commit-hooks.y*ml prek.toml", "pre-commit",
     "runs its hooks on commit", "pre-commit: Adding plugins"},
    {kNever, "lefthook.* lefthook-local.* .lefthook* .config/lefthook*", "Lefthook",
     "runs its commands on commit", "Lefthook: Config file name"},
    {kNever, ".overcommit* captainhook.json grumphp.y*ml* .yorkie* .ghooks* .pre-commit .prepush*",
     "other hook managers", "run their commands on commit",
     "overcommit, CaptainHook, GrumPHP: Configuration"},
    {kNever, ".lintstagedrc* lint-staged.config.* .nano-staged* .commitlintrc* commitlint.config.*",
     "lint-staged, commitlint", "is run by the commit hook", "lint-staged: Configuration"},

    // What a shell or an interpreter loads when it starts.
    {kNever, ".envrc .autoenv* .env.zsh .kubie* .ondir*", "direnv and the like",
     "is run on entering the folder", "direnv(1)"},
    {kNever,
     "mise.toml mise.*.toml .mise* .config/mise .miserc.toml .rtx* .tool-versions .asdfrc .sdkmanrc .proto* "
     ".prototools",
     "mise, asdf", "sets the environment and chooses the programs on entering the folder",
     "mise: Configuration"},
    {kNever, "devbox.json devbox.lock .devbox devenv.nix devenv.y*ml devenv.lock .devenv*", "devbox, devenv",
     "runs its hooks on entering the shell", "Devbox: devbox.json reference"},
    {kNever,
     ".bashrc .bash_* .profile .zshrc .zshenv .zprofile .zlogin .zlogout .kshrc .cshrc .tcshrc .login "
     ".inputrc config.fish "
     ".config/fish .xprofile .xinitrc .xsession* profile.ps1 *_profile.ps1 .screenrc .tmux.conf .tmuxinator*",
     "the shell", "is run when it starts", "bash(1), zsh(1), about_Profiles"},
    {kNever,
     "sitecustomize.py usercustomize.py sitecustomize usercustomize .pythonrc* .pythonstartup .pdbrc "
     ".pdbrc.py .ipython "
     "ipython_config.py .jupyter jupyter_*config.*",
     "Python", "is imported when it starts", "Python library: site"},
    {kNever,
     ".rprofile .renviron .irbrc .pryrc .rdebugrc .byebugrc .iex.exs .erlang .ghci .ocamlinit .utoprc "
     ".sbclrc .guile "
     ".octaverc .juliarc.jl .perldb .node_repl* .gdbinit .gdbearlyinit .lldbinit .psqlrc .sqliterc .my.cnf "
     ".mongorc.js "
     ".mongoshrc.js .luainit",
     "R, Ruby, other interpreters, debuggers", "is run when they start in the folder",
     "R: Startup; GDB: Startup"},
    {kNever, ".ssh .gnupg .netrc .curlrc .wgetrc .aws .kube .docker .config/gcloud .pypirc .gemrc",
     "remote access", "decides which keys programs use and which hosts they reach",
     "ssh_config(5), netrc(5)"},

    // What a package manager or build tool obeys at every command.
    {kNever, ".npmrc .yarnrc* .yarn .pnpmfile.* pnpmfile.* bunfig.toml .bunfig.toml", "npm, yarn, pnpm, bun",
     "changes and hooks every command", "npmrc(5); pnpm: .pnpmfile.cjs; Bun: bunfig.toml"},
    {kNever,
     ".cargo .bundle .mvn .sbtopts .jvmopts .bazelrc *.bazelrc .bazeliskrc tools/bazel .buckconfig* "
     ".pants.rc "
     ".terraformrc terraform.rc .swiftpm .condarc nuget.config .nuget .opam-switch .stack .composer",
     "Cargo, Bundler, Maven, Bazel and others",
     "changes every command: programs, wrappers, sources of packages",
     "Cargo: Configuration; Bazel: bazelrc files"},

    // Editors and the places where people code.
    {kNever, ".vscode .vscode-* .vs *.code-workspace", "VS Code", "runs its tasks, loads its settings",
     "VS Code: Workspace Trust"},
    {kNever,
     ".idea .run .fleet *.ipr *.iws nbproject .project .classpath .settings .externaltoolbuilders .metadata",
     "JetBrains IDEs, Eclipse, NetBeans", "runs its configurations and builders",
     "IntelliJ IDEA: Project security"},
    {kNever,
     ".vim .vimrc _vimrc .gvimrc _gvimrc .exrc _exrc .nvim .nvimrc .nvim.lua .lvimrc .vimrc.* .local.vimrc "
     ".lazy.lua "
     ".neoconf.json .nlsp-settings .projections.json",
     "Vim, Neovim", "is run when a file is opened", "Vim: 'exrc'; Neovim: 'exrc'"},
    {kNever, ".dir-locals.el .dir-locals-2.el .emacs .emacs.d .spacemacs", "Emacs",
     "sets variables and evaluates code", "Emacs: Directory Variables"},
    {kNever,
     "*.sublime-project *.sublime-workspace *.sublime-settings *.sublime-build .zed .helix .kakrc .kak .nova "
     ".lapce .theia "
     ".brackets.json .editorconfig .atom .eclipse",
     "other editors", "runs build systems, chooses programs, changes what is saved",
     "Zed: Tasks; Helix: .helix; EditorConfig"},
    {kNever,
     ".devcontainer .devcontainer.json .gitpod* .replit replit.nix .codesandbox .stackblitzrc .idx "
     "devfile.y*ml .devfile.y*ml "
     ".codeanywhere .coder .daytona",
     "dev containers, cloud workspaces", "runs its commands when the folder is opened",
     "Dev Containers: metadata reference"},

    // Agents.
    {kNever,
     "agents.md agents.*.md agent.md .agents .agent .rules skill.md .skills .ruler .aiignore .aiexclude .ai",
     "any agent", "is obeyed as an instruction", "AGENTS.md"},
    {kNever, ".mcp.json mcp.json .mcp mcp_config.json", "MCP clients", "starts the servers that it names",
     "MCP: Configuration"},
    {kNever, "claude.md claude.*.md .claude .claude* .claude.json", "Claude Code",
     "runs hooks, obeys instructions", "Claude Code: Settings, Hooks, Memory"},
    {kNever, ".codex codex.md .gemini* gemini.md qwen.md .qwen* iflow.md .iflow grok.md .grok .vibe",
     "Codex, Gemini, Qwen Code and others", "obeys instructions, starts servers",
     "Codex: AGENTS.override.md; Gemini CLI: Configuration"},
    {kNever,
     ".cursor .cursor* .windsurf* .codeium* .continue .continuerc* .continuerules .continueignore .trae "
     ".void .pearai .copilot*",
     "Cursor, Windsurf, Continue, Copilot", "obeys rules, starts servers",
     "Cursor: Rules; Windsurf: Rules; Continue: config.yaml"},
    {kNever,
     ".aider* .cline* .roo .roorules* .roomodes .rooignore .kilocode* .opencode* opencode.json* .crush* "
     "crush.json crush.md "
     ".goose* .amp .amp.* .ampcode .pi .kiro .junie* .openhands* .devin* .plandex* .mentat*",
     "Aider, Cline, Roo, OpenCode, Crush, Goose, Amp, pi, Kiro, Junie",
     "obeys rules, runs hooks and commands", "OpenCode: Config; Goose: .goosehints; Kiro: Hooks"},
    {kNever,
     ".augment* .factory .droid .amazonq warp.md .warp .tabnine* .cody .sourcegraph .jules .firebender* "
     ".rovodev* .aiassistant "
     ".qodo .codiumai* .codebuddy .lingma .blackbox*",
     "other agents", "obeys rules, starts servers", "Augment: Guidelines; Amazon Q: Rules; Warp: WARP.md"},

    // CI, and services that act on what is pushed.
    {kNever,
     ".github .gitlab .gitlab-ci* .circleci .ci .travis* .forgejo .gitea .drone* .woodpecker* .cirrus* "
     ".buildkite .semaphore "
     ".teamcity .tekton .harness .builds .build.yml .pipelines",
     "CI", "runs its jobs with the project's secrets",
     "GitHub Actions, GitLab CI/CD, CircleCI and others: Configuration"},
    {kNever,
     "jenkinsfile* *.jenkinsfile azure-pipelines* .azure-pipelines .azuredevops .azure "
     "bitbucket-pipelines.y*ml appveyor.y*ml "
     ".appveyor* codemagic.y*ml bitrise.y*ml .bitrise* buddy.y*ml .buddy codeship-* .codeship* "
     "codefresh.y*ml .codefresh "
     "shippable.y*ml .shippable* wercker.y*ml .zuul* zuul.y*ml zuul.d *.gocd.* screwdriver.y*ml "
     ".screwdriver* buildspec*.y*ml "
     "cloudbuild*.y*ml .cloudbuild .taskcluster* .packit* .copr .evergreen* .expeditor .spacelift",
     "CI", "runs its jobs with the project's secrets",
     "Jenkins, Azure Pipelines, AppVeyor and others: Configuration"},
    {kNever,
     ".readthedocs* renovate.json* .renovaterc* .mergify* .kodiak.toml .bors.toml bors.toml .coderabbit* "
     ".pr_agent* .greptile* "
     ".dependabot .pullapprove* codeowners",
     "services that act on a push", "builds, merges, decides who must review",
     "Read the Docs: .readthedocs.yaml; Renovate: Configuration"},

    // What somebody runs later, when they install, build or deploy.
    {kAsks,
     "package.json package.json5 package.yaml npm-shrinkwrap.json package-lock.json yarn.lock pnpm-lock.y*ml "
     "pnpm-workspace.y*ml "
     "bun.lock bun.lockb deno.json deno.jsonc deno.lock jsr.json rush.json lerna.json nx.json turbo.json "
     "preinstall* postinstall*",
     "npm and the like", "runs its scripts, installs what it names", "npm: scripts"},
    {kAsks,
     "gulpfile.* gulpfile gruntfile.* webpack.*.* vite.config.* rollup.config.* esbuild.config.* esbuild.* "
     "rspack.config.* next.config.* "
     "nuxt.config.* svelte.config.* astro.config.* remix.config.* babel.config.* .babelrc* postcss.config.* "
     ".postcssrc* tailwind.config.* "
     "metro.config.* tsup.config.* angular.json electron-builder.* forge.config.* binding.gyp *.gyp *.gypi",
     "JavaScript build tools", "runs it as a program", "webpack, Vite, node-gyp: Configuration"},
    {kAsks,
     "setup.py setup.cfg pyproject.toml requirements*.txt requirements*.in requirements/*.txt "
     "constraints*.txt pipfile pipfile.lock "
     "poetry.lock uv.lock uv.toml pdm.lock pylock*.toml pip.conf pip.ini environment.y*ml conda*.y*ml "
     "hatch_build.py build.py "
     "noxfile.py fabfile.py dodo.py *.pth buildout.cfg",
     "pip and Python build tools", "runs it, or installs what it names",
     "Python packaging: setup.py; PEP 517"},
    {kAsks, "build.rs cargo.toml cargo.lock rust-toolchain rust-toolchain.toml", "Cargo",
     "runs it, or builds what it names", "Cargo: Build Scripts"},
    {kAsks, "makefile makefile.* gnumakefile bsdmakefile *.mk *.mak *.make makefile.pl", "make",
     "runs its recipes", "make(1)"},
    {kAsks,
     "cmakelists.txt *.cmake cmakepresets.json cmakeuserpresets.json configure configure.* aclocal.m4 *.m4 "
     "autogen.sh bootstrap "
     "meson.build meson_options.txt meson.options sconstruct sconscript wscript waf premake*.lua xmake.lua "
     "*.ninja tupfile* jamfile* "
     "jamroot* conanfile.* vcpkg.json *.pri",
     "C and C++ build tools", "runs it as a program", "cmake-language(7), Autoconf, Meson, SCons"},
    {kAsks,
     "build build.bazel workspace workspace.bazel workspace.bzlmod module.bazel module.bazel.lock *.bzl "
     "*.bazel buck targets "
     "pants.toml build.pants",
     "Bazel, Buck, Pants", "runs its rules", "Bazel: BUILD files"},
    {kAsks,
     "pom.xml *.gradle *.gradle.kts gradle.properties gradlew gradlew.bat gradle-wrapper.* mvnw mvnw.cmd "
     "build.xml ivy.xml *.sbt build.sc "
     "build.mill build.properties project.clj deps.edn build.boot *.versions.toml",
     "Gradle, Maven, Ant, sbt", "runs its tasks and plugins", "Gradle: Build Scripts; Maven: POM"},
    {kAsks,
     "rakefile rakefile.* *.rake gemfile gems.rb gemfile.lock gems.locked *.gemspec extconf.rb guardfile "
     "capfile brewfile podfile "
     "podfile.lock *.podspec fastfile dangerfile thorfile berksfile puppetfile vagrantfile appraisals",
     "Ruby tools", "runs it as a program", "Bundler: Gemfile; Rake"},
    {kAsks,
     "composer.json composer.lock go.mod go.work magefile.go magefiles/*.go *.csproj *.fsproj *.vbproj "
     "*.vcxproj *.props *.targets "
     "global.json packages.config paket.dependencies *.cake build.cake build.fsx",
     "Composer, Go, .NET", "runs scripts and targets, installs what it names",
     "Composer: Scripts; MSBuild: Targets"},
    {kAsks,
     "package.swift package.resolved cartfile cartfile.resolved *.pbxproj *.xcscheme *.xcconfig project.yml "
     "mix.exs mix.lock rebar.config "
     "rebar.config.script rebar.lock dune dune-project *.opam *.cabal cabal.project* setup.hs setup.lhs "
     "stack.yaml shard.yml build.pl "
     "cpanfile *.rockspec *.nimble nim.cfg config.nims build.zig build.zig.zon pubspec.yaml pubspec.lock "
     "build.jl manifest.toml "
     "renv.lock gleam.toml info.rkt",
     "build tools of other languages", "runs it, or installs what it names",
     "SwiftPM, Mix, Dune, Cabal, Zig: Build"},
    {kAsks, "*.nix flake.lock guix.scm manifest.scm channels.scm", "Nix, Guix", "evaluates and builds it",
     "Nix: nix develop"},
    {kAsks,
     "dockerfile dockerfile.* *.dockerfile containerfile containerfile.* docker-compose*.y*ml compose*.y*ml "
     "docker-bake.* earthfile tiltfile "
     "skaffold.y*ml procfile procfile.* heroku.yml app.yaml netlify.toml vercel.json render.yaml fly.toml "
     "wrangler.toml wrangler.json* "
     "firebase.json serverless.y*ml",
     "Docker, cloud deployment", "builds and runs it", "Docker: Dockerfile reference, Compose"},
    {kAsks,
     "*.tf *.tfvars *.tofu terragrunt.hcl *.pkr.hcl *.nomad pulumi*.y*ml ansible.cfg playbook*.y*ml "
     "helmfile* chart.yaml "
     "kustomization.y*ml samconfig.toml cdk.json *.bicep",
     "infrastructure tools", "changes what runs elsewhere", "Terraform, Ansible, Helm: Configuration"},
    {kAsks,
     "justfile .justfile *.just taskfile.* taskfile snakefile *.smk *.nf nextflow.config dvc.yaml "
     "process-compose.y*ml mprocs.y*ml",
     "task runners", "runs its recipes", "just, Task: README"},
    {kAsks,
     "install.sh install.ps1 install.bat install setup.sh setup.ps1 setup.bat bootstrap.sh bootstrap.ps1 "
     "preinst postinst prerm postrm "
     "debian/rules *.spec pkgbuild apkbuild *.ebuild *.install snapcraft.yaml *.nsi *.wxs *.iss *.service "
     "*.timer *.socket crontab "
     "*.desktop docker-entrypoint.sh entrypoint.sh",
     "installers and the system", "runs it with the rights of the installing user",
     "deb-postinst(5), PKGBUILD(5), systemd.service(5)"},
};

}  // namespace

std::span<const ProtectedRow> protected_rows() {
  return kRows;
}

}  // namespace suit
