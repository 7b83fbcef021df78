#include "verify/python_environment.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "base/digest.h"
#include "base/parallel.h"
#include "base/text.h"
#include "sandbox/toolchain.h"
#include "verify/account.h"
#include "verify/shown_files.h"
#include "verify/tree_walk.h"

namespace suit {
namespace {

constexpr uint64_t kRecordBytesMax = 16u << 20;
constexpr uint64_t kInstalledBytesMax = 1u << 30;
constexpr std::string_view kModuleEndings[] = {".py", ".pth", ".so", ".pyd", ".pyc", ".pyo", ".egg-link"};

// One line of a RECORD.
struct Recorded {
  std::string digest;  // 32 bytes; "" if the line states none
  uint64_t size = 0;
  size_t package = 0;
  bool seen = false;
};

// The fields of a line of comma-separated values, of which some are in quotes.
std::vector<std::string> fields_of(std::string_view line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') {
      if (quoted && i + 1 < line.size() && line[i + 1] == '"')
        fields.back() += line[++i];
      else
        quoted = !quoted;
    } else if (line[i] == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += line[i];
    }
  }
  return fields;
}

// The bytes of base64url without padding (RFC 4648); nullopt: malformed.
std::optional<std::string> from_base64url(std::string_view text) {
  std::string bytes;
  uint32_t bits = 0;
  int count = 0;
  for (char c : text) {
    int value = c >= 'A' && c <= 'Z'   ? c - 'A'
                : c >= 'a' && c <= 'z' ? c - 'a' + 26
                : c >= '0' && c <= '9' ? c - '0' + 52
                : c == '-'             ? 62
                : c == '_'             ? 63
                                       : -1;
    if (value < 0) return std::nullopt;
    bits = bits << 6 | static_cast<uint32_t>(value);
    count += 6;
    if (count >= 8) bytes += static_cast<char>(bits >> (count -= 8) & 0xff);
  }
  return bytes;
}

// Is it loaded as code, or does it name code that pytest and others load?
bool decides(std::string_view path) {
  std::string ending = extension_of(path);
  return name_in(path) == "entry_points.txt" || path.find(".so.") != path.npos ||
         std::find(std::begin(kModuleEndings), std::end(kModuleEndings), ending) != std::end(kModuleEndings);
}

bool is_of_python(std::string_view name) {
  for (std::string_view known : {"python", "pypy", "graalpy"})
    if (name.starts_with(known) && name.find_first_not_of("0123456789.t", known.size()) == name.npos)
      return true;
  return false;
}

// The value of a line "key = value" of pyvenv.cfg.
std::string setting(std::string_view text, std::string_view key) {
  for (std::string_view line : split_lines(text)) {
    size_t equals = line.find('=');
    if (equals != line.npos && to_lower(trim(line.substr(0, equals))) == key)
      return std::string(trim(line.substr(equals + 1)));
  }
  return {};
}

// The value of a word that shlex.quote() of Python has quoted, or left as it was; nullopt: something else.
std::optional<std::string> shell_value(std::string_view word) {
  std::string value;
  while (!word.empty()) {
    if (word.starts_with("\"'\"")) {
      value += '\'';
      word.remove_prefix(3);
      continue;
    }
    bool is_quoted = word[0] == '\'';
    size_t end = is_quoted ? word.find('\'', 1)
                           : word.find_first_not_of(
                                 "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@%+=:,./-_");
    if (is_quoted && end == word.npos) return std::nullopt;
    end = std::min(end, word.size());
    if (!is_quoted && end == 0) return std::nullopt;
    value += word.substr(is_quoted, end - is_quoted);
    word.remove_prefix(end + is_quoted);
  }
  return value;
}

// Does a template have the quotes around a value itself, as older ones do?
enum class Within { kNothing, kQuotes };

// May venv have put the value in place of this word of a script of activation? `place`: of the environment,
// in the folder `root`.
bool may_stand_for(std::string_view word, Within within, std::string_view value, const std::string& root,
                   std::string_view place) {
  std::optional<std::string> meant;
  if (within == Within::kNothing)
    meant = shell_value(value);
  else if (value.find_first_of("\"$`\\") == value.npos)
    meant = std::string(value);
  if (!meant) return false;
  if (word == "__VENV_BIN_NAME__") return *meant == "bin";
  // A copied or moved environment leads to where it was.
  auto leads_to = word == "__VENV_DIR__" ? place_of_link(root, "", *meant) : std::nullopt;
  std::error_code error;
  return !leads_to || *leads_to == place || !std::filesystem::exists(*meant, error);
}

// Is the line as in the template, in which words such as __VENV_DIR__ stand for values?
bool is_rendered(std::string_view line, std::string_view from, const std::string& root,
                 std::string_view place, Within within = Within::kNothing) {
  size_t begin = from.find("__VENV_");
  if (begin == from.npos) return line == from;
  size_t end = from.find("__", begin + 7);
  if (end == from.npos || line.substr(0, begin) != from.substr(0, begin)) return false;
  std::string_view word = from.substr(begin, end + 2 - begin);
  if (std::count(line.begin(), line.begin() + static_cast<ptrdiff_t>(begin), '"') % 2 != 0)
    within = within == Within::kQuotes ? Within::kNothing : Within::kQuotes;
  line.remove_prefix(begin);
  from.remove_prefix(end + 2);
  for (size_t length = 0; length <= line.size(); ++length)
    if (is_rendered(line.substr(length), from, root, place, within) &&
        may_stand_for(word, within, line.substr(0, length), root, place))
      return true;
  return false;
}

bool is_rendered_text(std::string_view text, std::string_view from, const std::string& root,
                      std::string_view place) {
  auto lines = split_lines(text), wanted = split_lines(from);
  if (lines.size() != wanted.size()) return false;
  for (size_t i = 0; i < lines.size(); ++i)
    if (lines[i].size() > 4096 ||
        !is_rendered(without_terminator(lines[i]), without_terminator(wanted[i]), root, place))
      return false;
  return true;
}

bool is_same_folder(const std::string& a, const std::string& b) {
  std::error_code error;
  return a == b || std::filesystem::equivalent(a, b, error);
}

class EnvironmentExamination {
 public:
  EnvironmentExamination(Files& files, std::string folder,
                         const std::function<bool(const std::string& path)>& is_shown)
      : files_(files), folder_(std::move(folder)), is_shown_(is_shown) {}

  std::vector<std::string> run() {
    for (const char* lib : {"lib", "lib64"}) {
      auto versions = files_.list(inner(lib));
      if (!versions) continue;
      for (const DirectoryEntry& version : *versions) {
        std::string site = inner(lib) + "/" + version.name + "/site-packages";
        if (is_folder(inner(lib) + "/" + version.name) && is_folder(site)) sites_.push_back(std::move(site));
      }
    }
    // A link would lead to other packages.
    for (const char* name : {"lib", "lib64", "bin"}) {
      auto info = files_.info(inner(name));
      auto target =
          info && info->type == FileType::kSymlink ? files_.read(inner(name), 4096) : Result<std::string>("");
      if (!target || (!target->empty() && !(*target == "lib" && std::string_view(name) == "lib64")))
        lines_.push_back(printable(inner(name)) + " is a link");
    }
    for (const std::string& site : sites_) read_records(site);
    for (const std::string& site : sites_) examine_site(site);
    examine_programs();
    compare();
    return report();
  }

 private:
  std::string inner(std::string_view path) const {
    return folder_.empty() ? std::string(path) : folder_ + "/" + std::string(path);
  }
  std::string below(std::string_view path) const {
    return std::string(folder_.empty() ? path : path.substr(folder_.size() + 1));
  }
  std::string name() const { return folder_.empty() ? "of this folder" : printable(folder_); }

  bool is_folder(const std::string& path) {
    auto info = files_.info(path);
    if (info && info->type == FileType::kSymlink) lines_.push_back(printable(path) + " is a link");
    return info && info->type == FileType::kDirectory;
  }

  void read_records(const std::string& site) {
    auto entries = files_.list(site);
    if (!entries) return;
    for (const DirectoryEntry& entry : *entries) {
      if (entry.type != FileType::kDirectory) continue;
      bool is_egg = entry.name.ends_with(".egg-info");
      if (!is_egg && !entry.name.ends_with(".dist-info")) continue;
      std::string home = site + "/" + entry.name;
      auto text = files_.read(home + (is_egg ? "/installed-files.txt" : "/RECORD"), kRecordBytesMax);
      if (!text) continue;
      packages_.push_back(named(entry.name));
      for (std::string_view line : split_lines(*text)) {
        auto fields = fields_of(without_terminator(line));
        std::string path = join_path(is_egg ? home : site, fields[0]);
        if (path.empty() || !path.starts_with(inner(""))) continue;
        Recorded recorded{.digest = {}, .package = packages_.size() - 1};
        if (!is_egg && fields.size() >= 3 && fields[1].starts_with("sha256=")) {
          auto digest = from_base64url(std::string_view(fields[1]).substr(7));
          auto size = decimal_number(fields[2]);
          if (!digest || digest->size() != 32 || !size) continue;
          recorded.digest = std::move(*digest);
          recorded.size = static_cast<uint64_t>(*size);
        } else if (!is_egg && decides(path) && extension_of(path) != ".pyc") {
          continue;  // installers state the digest of all code
        }
        records_.emplace(std::move(path), std::move(recorded));
      }
    }
  }

  // "pytest 8.1.1" of "pytest-8.1.1.dist-info".
  static std::string named(std::string_view name) {
    name = name.substr(0, name.rfind('.'));
    size_t dash = name.find('-');
    return dash == name.npos ? std::string(name)
                             : std::string(name.substr(0, dash)) + " " + std::string(name.substr(dash + 1));
  }

  void examine_site(const std::string& site) {
    walk_tree(files_, site, budget_, [&](const std::string& path, FileType type) {
      if (type == FileType::kDirectory)
        return name_in(path) != "__pycache__" && !(parent_of(path) == site && path.ends_with(".egg"));
      examine_file(path, type);
      return false;
    });
    if (budget_ == 0) lines_.push_back("the environment " + name() + " has too many files to examine");
  }

  void examine_file(const std::string& path, FileType type) {
    if (path.ends_with(".pth") || path.ends_with(".egg-link")) examine_paths(path);
    auto [first, end] = records_.equal_range(path);
    if (first == end) {
      // A link may be to a folder of modules.
      if ((decides(path) || type == FileType::kSymlink) && !is_of_develop(path))
        unknown_.push_back(below(path));
      return;
    }
    for (auto at = first; at != end; ++at) at->second.seen = true;
    if (type != FileType::kFile) {
      changed_[first->second.package].push_back(below(path));
    } else if (!first->second.digest.empty() &&
               (decides(path) || path.find("/site-packages/") == path.npos)) {
      compared_.push_back(path);
    }
  }

  // Places in the folder that Python searches too: of the project itself, whose files a person sees.
  void examine_paths(const std::string& path) {
    auto text = files_.read(path, kRecordBytesMax);
    if (!text) return;
    auto lines = split_lines(*text);
    if (path.ends_with(".egg-link") && lines.size() > 1) lines.resize(1);  // the second is relative to it
    for (std::string_view line : lines) {
      line = trim(line);
      if (line.empty() || line.starts_with('#') || line.starts_with("import ") ||
          line.starts_with("import\t"))
        continue;
      auto place = place_of_link(files_.root(), path, line);
      if (!place || *place == inner("") || place->find("site-packages") != place->npos ||
          *place == parent_of(path) || is_shown_(*place))
        continue;
      auto info = files_.info(*place);
      if (info && info->type != FileType::kAbsent)
        lines_.push_back(printable(path) + " leads to " + printable(*place) + ", which git does not show");
    }
  }

  // What `setup.py develop` leaves: the paths of projects, here of this folder.
  bool is_of_develop(const std::string& path) {
    std::string_view name = name_in(path);
    if (!name.ends_with(".egg-link") && name != "easy-install.pth") return false;
    auto text = files_.read(path, kRecordBytesMax);
    if (!text) return false;
    for (std::string_view line : split_lines(*text)) {
      line = trim(line);
      bool is_here = line == files_.root() || line.starts_with(files_.root() + "/");
      if (!line.empty() && line != "." && line != ".." && line != "../" &&
          !(is_here && line.find("/site-packages") == line.npos))
        return false;
    }
    return true;
  }

  void examine_programs() {
    auto entries = files_.list(inner("bin"));
    if (!entries) return;
    auto settings = files_.read(inner("pyvenv.cfg"), kRecordBytesMax);
    std::string home = settings ? setting(*settings, "home") : "";
    bool is_of_venv =
        settings && setting(*settings, "virtualenv").empty() && setting(*settings, "uv").empty();
    for (const DirectoryEntry& entry : *entries) {
      std::string path = inner("bin/" + entry.name);
      std::string low = to_lower(entry.name);
      if (low.starts_with("activate") || low.starts_with("deactivate.")) {
        if (is_changed_activation(path, entry.type, is_of_venv ? home : ""))
          lines_.push_back(printable(path) + " changed after the environment was made");
        continue;
      }
      if (entry.type == FileType::kDirectory || low == "pydoc.bat") continue;
      if (is_of_python(entry.name)) {
        if (std::string why = why_not_python(path, entry.type, home); !why.empty())
          lines_.push_back("the interpreter " + printable(path) + " " + why);
        continue;
      }
      auto [first, end] = records_.equal_range(path);
      if (first == end)
        unknown_.push_back(below(path));
      else
        examine_file(path, entry.type);
    }
  }

  // No package installs the scripts of activation. Python's own are compared with their templates beside the
  // interpreter of `home`, unless that changed since; others by time: an environment is made, moved and
  // copied as a whole.
  bool is_changed_activation(const std::string& path, FileType type, const std::string& home) {
    constexpr int64_t kMinute_ns = 60'000'000'000;
    auto info = files_.info(path), made = files_.info(inner("pyvenv.cfg"));
    if (!info || !made) return false;
    if (type != FileType::kFile) return type == FileType::kSymlink;
    if (auto text = home.empty() ? Result<std::string>("") : files_.read(path, kRecordBytesMax);
        text && !text->empty()) {
      bool is_known = false;
      std::error_code error;
      for (auto lib = std::filesystem::directory_iterator(home + "/../lib", error); !error && lib != end(lib);
           lib.increment(error)) {
        if (!is_of_python(lib->path().filename().string())) continue;
        for (const char* kind : {"common", "posix"}) {
          std::string place =
              lib->path().string() + "/venv/scripts/" + kind + "/" + std::string(name_in(path));
          auto from = read_file(place, kRecordBytesMax);
          if (!from) continue;
          if (is_rendered_text(*text, *from, files_.root(), folder_)) return false;
          struct stat state {};
          is_known |= ::stat(place.c_str(), &state) == 0 && lib->path().filename() == version() &&
                      state.st_ctim.tv_sec * 1'000'000'000 + state.st_ctim.tv_nsec < made->changed_ns;
        }
      }
      if (is_known) return true;
    }
    // pip is installed before the scripts are written; a large copy takes minutes.
    int64_t patience_ns = is_copied(*made) ? 20 * kMinute_ns : 2 * kMinute_ns;
    return info->changed_ns > made->changed_ns + patience_ns;
  }

  // "python3.11", of the environment's first folder of packages.
  std::string version() const {
    return sites_.empty() ? std::string() : std::string(name_in(parent_of(sites_.front())));
  }

  // An interpreter is a link to the one in the folder that pyvenv.cfg states, or a copy of it.
  std::string why_not_python(const std::string& path, FileType type, const std::string& home) {
    constexpr const char* kOther = "is not the one that pyvenv.cfg states";
    if (type == FileType::kSymlink) {
      auto target = files_.read(path, 4096);
      if (!target) return "can't be read";
      if (target->find('/') == target->npos) return is_of_python(*target) ? "" : kOther;
      std::string place = target->starts_with('/')
                              ? *target
                              : files_.root() + "/" + std::string(parent_of(path)) + "/" + *target;
      bool is_own = is_of_python(name_in(place)) && is_same_folder(std::string(parent_of(place)), home);
      if (!is_own) return kOther;
      std::error_code error;  // a broken link runs nothing
      return is_machine_program(place) || !std::filesystem::exists(place, error) ? "" : "is a script";
    }
    std::string whole = files_.root() + "/" + path;
    if (type != FileType::kFile || !is_machine_program(whole)) return "is a script";
    auto own = files_.read(path, kInstalledBytesMax);
    std::error_code error;
    for (auto other = std::filesystem::directory_iterator(home, error); own && !error && other != end(other);
         other.increment(error)) {
      if (!is_of_python(other->path().filename().string())) continue;
      auto text = read_file(other->path().string(), kInstalledBytesMax);
      if (text && *text == *own) return {};
    }
    return kOther;
  }

  void compare() {
    std::vector<char> differs(compared_.size());
    for_each_parallel(compared_.size(), threads_for(compared_.size(), 64), nullptr, [&](size_t i) {
      auto text = files_.read(compared_[i], kInstalledBytesMax);
      auto [first, end] = records_.equal_range(compared_[i]);
      std::optional<Digest> digest;
      differs[i] = !text || std::none_of(first, end, [&](const auto& record) {
        if (text->size() != record.second.size) return false;
        if (!digest) digest = Digest::of(*text);
        return digest->view() == record.second.digest;
      });
    });
    for (size_t i = 0; i < compared_.size(); ++i)
      if (differs[i]) changed_[records_.find(compared_[i])->second.package].push_back(below(compared_[i]));
    for (auto& [path, record] : records_)
      if (!record.seen && !record.digest.empty() && decides(path) &&
          path.find("/site-packages/") != path.npos)
        changed_[record.package].push_back(below(path));
    for (auto& [package, paths] : changed_) std::sort(paths.begin(), paths.end());
  }

  std::vector<std::string> report() {
    if (!unknown_.empty())
      lines_.push_back("the environment " + name() +
                       " has files that no package installed: " + some_of(unknown_));
    for (auto& [package, paths] : changed_)
      lines_.push_back("files of " + printable(packages_[package]) + " in " + name() +
                       " are not as installed: " + some_of(paths));
    return std::move(lines_);
  }

  Files& files_;
  const std::string folder_;
  const std::function<bool(const std::string& path)>& is_shown_;
  size_t budget_ = kTreeEntriesMax;
  std::vector<std::string> sites_, packages_, compared_, unknown_, lines_;
  std::unordered_multimap<std::string, Recorded> records_;
  std::map<size_t, std::vector<std::string>> changed_;  // by package
};

}  // namespace

std::vector<std::string> examine_environment(Files& files, const std::string& folder,
                                             const std::function<bool(const std::string& path)>& is_shown) {
  return EnvironmentExamination(files, folder, is_shown).run();
}

}  // namespace suit
