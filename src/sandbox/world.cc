#include "sandbox/world.h"

#include <fcntl.h>
#include <linux/mount.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "base/files.h"
#include "base/text.h"
#include "sandbox/run_usage.h"

namespace suit {
namespace {

// During construction: the old root, the new one, the lower layer, the folder of the upper layer.
constexpr const char* kOld = "/old";
constexpr const char* kNew = kWorldRoot;
constexpr const char* kLower = "/lower";
constexpr const char* kScratch = "/scratch";
// The upper layer of the kept run, a lower layer of others.
constexpr const char* kKept = "/kept";
// The machine's /proc, hidden from the command: the kernel lets a user namespace mount one only if it can see
// one.
constexpr const char* kProc = "/proc";

// Paths of the system that a command may read, if they exist.
constexpr const char* kSystem[] = {"/usr",   "/bin",    "/sbin", "/lib", "/lib32",
                                   "/lib64", "/libx32", "/etc",  "/opt", "/nix"};
// Files of /proc about the whole machine that real root could read. If they exist.
constexpr const char* kHiddenProc[] = {
    "kcore",    "kmsg",       "keys",        "key-users",     "kpagecount", "kpageflags", "kpagecgroup",
    "slabinfo", "timer_list", "vmallocinfo", "sysrq-trigger", "kallsyms",   "iomem"};
// For commits of tests if no author is set, and because the folder may have another owner than the user of
// the check, which is harmless in the sandbox. The machine's settings follow and take precedence.
constexpr std::string_view kGitSettingsText =
    "[user]\n\tname = check\n\temail = check@localhost\n[safe]\n\tdirectory = *\n"
    "[include]\n\tpath = /etc/gitconfig\n";
constexpr const char* kDevices[] = {"null", "zero", "full", "random", "urandom"};

class Builder {
 public:
  Builder(const SandboxPlan& plan, WorldError& error, FolderLayers* layers = nullptr)
      : plan_(plan), error_(error), folder_(plan.options->folder), layers_(layers) {}

  bool build_base() {
    return start() && show_system() && make_places() && lock_system() && hide_secrets() && mount_devices() &&
           keep_lower();
  }

  bool build_rest() {
    return mount_private() && mount_shared() && mount_folder() && mount_proc() && apply_edits() && enter();
  }

  bool leave_old() {
    return ::mkdir(kProc, 0555) == 0 && bind(std::string(kOld) + "/proc", kProc) &&
           (::umount2(kOld, MNT_DETACH) == 0 || fail("leave the machine's own mounts"));
  }

 private:
  bool fail(const std::string& step, int number = errno) {
    std::snprintf(error_.step, sizeof error_.step, "%s", step.c_str());
    error_.number = number;
    return false;
  }

  bool fail_overlay(const std::string& step) {
    error_.overlay = true;
    return fail(step);
  }

  bool mount(const char* what, const std::string& where, const char* type, unsigned long flags,
             const char* data = "") {
    return ::mount(what, where.c_str(), type, flags, data) == 0 ||
           fail(std::string("mount ") + type + " on " + where);
  }

  bool bind(const std::string& from, const std::string& to) {
    return ::mount(from.c_str(), to.c_str(), nullptr, MS_BIND | MS_REC, nullptr) == 0 || fail("show " + to);
  }

  bool set_flags(const std::string& where, uint64_t flags, unsigned how) {
    mount_attr attributes{};
    attributes.attr_set = flags;
    return ::syscall(SYS_mount_setattr, AT_FDCWD, where.c_str(), how, &attributes, sizeof attributes) == 0 ||
           fail("restrict the mount on " + where);
  }

  bool set_read_only(const std::string& where, unsigned how) {
    return set_flags(where, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV, how);
  }

  // Creates a directory and its parents, inside `top`.
  bool make_directories(const std::string& top, const std::string& path) {
    std::string at = top;
    for (std::string_view part : split(path, '/')) {
      if (part.empty()) continue;
      at.append("/").append(part);
      if (::mkdir(at.c_str(), 0755) != 0 && errno != EEXIST) return fail("make " + at);
    }
    return true;
  }

  bool start() {
    if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return fail("keep mounts private");
    // Every system has /tmp; the tmpfs mounted on it becomes the root, which uncovers the old /tmp.
    if (!mount("suit", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, "size=4m,mode=755")) return false;
    for (const char* path : {"/tmp/old", "/tmp/new", "/tmp/lower", "/tmp/scratch", "/tmp/kept"})
      if (::mkdir(path, 0755) != 0) return fail(std::string("make ") + path);
    if (::syscall(SYS_pivot_root, "/tmp", "/tmp/old") != 0) return fail("change the root");
    if (::chdir("/") != 0) return fail("change the root");
    return mount("suit", kNew, "tmpfs", MS_NOSUID | MS_NODEV, "size=16m,mode=755");
  }

  bool show(const std::string& path) {
    std::string from = kOld + path, to = kNew + path;
    struct stat st;
    if (::lstat(from.c_str(), &st) != 0) return true;
    if (S_ISLNK(st.st_mode)) {
      char target[4096];
      ssize_t length = ::readlink(from.c_str(), target, sizeof target - 1);
      if (length < 0) return fail("read the link " + path);
      target[length] = 0;
      return make_directories(kNew, std::string(parent_of(path))) &&
             (::symlink(target, to.c_str()) == 0 || errno == EEXIST || fail("link " + path));
    }
    if (S_ISDIR(st.st_mode)) return make_directories(kNew, path) && bind(from, to);
    if (!make_directories(kNew, std::string(parent_of(path)))) return false;
    if (::lstat(to.c_str(), &st) != 0 && ::mknod(to.c_str(), S_IFREG | 0644, 0) != 0)
      return fail("make " + to);
    return bind(from, to);
  }

  bool show_system() {
    for (const char* path : kSystem)
      if (!show(path)) return false;
    for (const std::string& path : plan_.options->read)
      if (!show(path)) return false;
    return true;
  }

  bool is_below_tmp() const { return folder_ == "/tmp" || folder_.starts_with("/tmp/"); }

  // Creates all mount points while the root is writable.
  bool make_places() {
    for (const char* path : {"/proc", "/dev", "/tmp", "/run", "/var", "/home"})
      if (!make_directories(kNew, path)) return false;
    bool in_var_tmp = folder_ == "/var/tmp" || folder_.starts_with("/var/tmp/");
    if (!in_var_tmp && ::symlink("/tmp", "/new/var/tmp") != 0 && errno != EEXIST)
      return fail("link /var/tmp");
    return write_git_settings() && write_programs() && (is_below_tmp() || make_directories(kNew, folder_));
  }

  bool write_git_settings() { return write(kGitSettings, kGitSettingsText); }

  bool write_programs() {
    if (!make_directories(kNew, kProgramsPlace)) return false;
    for (auto& [name, text] : plan_.options->programs)
      if (!write(std::string(kProgramsPlace) + "/" + name, text, text.starts_with("#!") ? 0755 : 0644))
        return false;
    return true;
  }

  bool write(const std::string& path, std::string_view text, mode_t mode = 0644) {
    std::string to = kNew + path;
    int file = ::open(to.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, mode);
    if (file < 0) return fail("make " + to);
    bool written = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    ::close(file);
    return written || fail("write " + to);
  }

  bool lock_system() { return set_read_only(kNew, AT_RECURSIVE); }

  bool is_in_folder(const std::string& path) const {
    return path.starts_with(folder_) && path[folder_.size()] == '/';
  }

  // Paths in the folder are hidden after the folder is mounted.
  bool hide_secrets() {
    for (const std::string& path : *plan_.masked)
      if (!is_in_folder(path) && !hide(path)) return false;
    return true;
  }

  bool hide(const std::string& path) {
    struct stat st;
    std::string to = kNew + path;
    if (::lstat(to.c_str(), &st) != 0 || S_ISDIR(st.st_mode)) return hide_folder(path);
    return bind("/old/dev/null", to) && set_read_only(to, 0);
  }

  bool hide_folder(const std::string& path) {
    struct stat st;
    std::string to = kNew + path;
    return ::lstat(to.c_str(), &st) != 0 || !S_ISDIR(st.st_mode) ||
           mount("suit", to, "tmpfs", MS_NOSUID | MS_NODEV | MS_RDONLY, "size=4k,mode=755");
  }

  // A memory file system for a run's writes, with proportional limits on bytes and files.
  std::string room(const char* mode) const {
    uint64_t bytes = plan_.options->limits.scratch_bytes;
    return "size=" + std::to_string(bytes) + ",nr_inodes=" + std::to_string(files_within(bytes)) +
           ",mode=" + mode;
  }

  bool mount_private() {
    std::string size = room("1777");
    if (!mount("suit", "/new/tmp", "tmpfs", MS_NOSUID | MS_NODEV, size.c_str())) return false;
    if (::mkdir("/new/tmp/home", 0700) != 0) return fail("make the home folder");
    // Paths of the real /tmp in the settings have just been covered.
    for (const std::string& path : plan_.options->read) {
      struct stat st;
      bool covered = path.starts_with("/tmp/") && path != folder_ && !folder_.starts_with(path + "/") &&
                     ::lstat((kOld + path).c_str(), &st) == 0;
      if (covered && !(show(path) && (S_ISLNK(st.st_mode) || set_read_only(kNew + path, AT_RECURSIVE))))
        return false;
    }
    for (const std::string& path : *plan_.masked)
      if (path.starts_with("/tmp/") && !is_in_folder(path) && !hide(path)) return false;
    return !is_below_tmp() || make_directories(kNew, folder_);
  }

  bool keep_lower() {
    return plan_.overlay == SandboxOverlay::kCopy ||
           (bind(kOld + folder_, kLower) && set_read_only(kLower, AT_RECURSIVE) && mount_layer(kKept));
  }

  bool mount_layer(const char* where) {
    std::string size = room("755");
    return mount("suit", where, "tmpfs", MS_NOSUID | MS_NODEV, size.c_str());
  }

  bool mount_folder() {
    std::string target = kNew + folder_;
    if (plan_.overlay == SandboxOverlay::kCopy) {
      if (!bind(kOld + plan_.scratch, target) || !set_flags(target, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV, 0))
        return false;
    } else {
      bool on_disk = plan_.overlay == SandboxOverlay::kDisk;
      if (on_disk ? !bind(kOld + plan_.scratch, kScratch) : !plan_.keep && !mount_layer(kScratch))
        return false;
      std::string home = plan_.keep ? kKept : kScratch, upper = home + "/upper", work = home + "/work";
      for (const std::string& path : {upper, work})
        if (::mkdir(path.c_str(), 0755) != 0 && errno != EEXIST) return fail("make the upper layer");
      if (!on_disk && ::setxattr(upper.c_str(), "user.suit", "1", 1, 0) != 0)
        return fail_overlay("lay an overlay in memory: this kernel's tmpfs has no user attributes");
      struct stat st;  // the merged folder has the upper layer's owner and mode
      if (::stat(kLower, &st) == 0) (void)::chmod(upper.c_str(), st.st_mode & 07777);
      std::string layers = std::string("lowerdir=") + (plan_.on_kept ? "/kept/upper:" : "") + kLower +
                           ",upperdir=" + upper + ",workdir=" + work + ",userxattr,volatile";
      if (::mount("suit", target.c_str(), "overlay", MS_NOSUID | MS_NODEV, layers.c_str()) != 0)
        return fail_overlay("lay an overlay over the folder");
      if (plan_.list_written && layers_) {
        layers_->lower = ::open(kLower, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        layers_->upper = ::open(upper.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (layers_->lower < 0 || layers_->upper < 0) return fail("open the layers of the folder");
      }
    }
    for (const std::string& path : *plan_.masked)
      if (is_in_folder(path) && !hide_folder(path)) return false;
    return hide_folder(folder_ + "/.suit");
  }

  // Entirely read-only: includes root's switches below /proc/sys, which need no capability.
  bool mount_proc() {
    if (!mount("proc", "/new/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY)) return false;
    for (const char* name : kHiddenProc) {
      struct stat st;
      std::string to = std::string("/new/proc/") + name;
      if (::lstat(to.c_str(), &st) == 0 && (!bind("/new/dev/null", to) || !set_read_only(to, 0)))
        return false;
    }
    return true;
  }

  bool mount_devices() {
    if (!mount("suit", "/new/dev", "tmpfs", MS_NOSUID | MS_NOEXEC, "size=64k,mode=755")) return false;
    for (const char* name : kDevices) {
      std::string to = std::string("/new/dev/") + name;
      int file = ::open(to.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
      if (file < 0) return fail("make " + to);
      ::close(file);
      // Read-only mounts allow writing to a device, but not changing its mode or owner, which would be the
      // machine's own.
      if (!bind(std::string("/old/dev/") + name, to) ||
          !set_flags(to, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC, 0))
        return false;
    }
    const char* links[][2] = {{"/proc/self/fd", "/new/dev/fd"},
                              {"/proc/self/fd/0", "/new/dev/stdin"},
                              {"/proc/self/fd/1", "/new/dev/stdout"},
                              {"/proc/self/fd/2", "/new/dev/stderr"},
                              {"pts/ptmx", "/new/dev/ptmx"}};
    for (auto& [to, from] : links)
      if (::symlink(to, from) != 0) return fail(std::string("link ") + from);
    if (::mkdir("/new/dev/shm", 01777) != 0 || ::mkdir("/new/dev/pts", 0755) != 0)
      return fail("make /dev/shm");
    return ::mount(nullptr, "/new/dev", nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NOEXEC,
                   nullptr) == 0 ||
           fail("make /dev read-only");
  }

  bool mount_shared() {
    return mount("suit", "/new/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC,
                 "size=25%,nr_inodes=16k,mode=1777") &&
           mount("devpts", "/new/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC,
                 "newinstance,ptmxmode=0666,mode=620");
  }

  bool apply_edits() {
    auto done = lay_edits(kNew + folder_, *plan_.edits);
    if (done) return true;
    // Files of other users in an overlay: their owners are not mapped, or their folders are not writable. In
    // a copy the user owns everything.
    ErrorCode code = done.error().code;
    error_.overlay =
        plan_.overlay != SandboxOverlay::kCopy && (code == ErrorCode::kDenied || code == ErrorCode::kIo);
    return fail(done.error().message, EIO);
  }

  bool enter() {
    if (::chdir(kNew) != 0 || ::syscall(SYS_pivot_root, ".", ".") != 0) return fail("enter the new root");
    if (::umount2(".", MNT_DETACH) != 0) return fail("leave the old root");
    return ::chdir("/") == 0 || fail("enter the new root");
  }

  const SandboxPlan& plan_;
  WorldError& error_;
  const std::string& folder_;
  FolderLayers* layers_;
};

}  // namespace

bool is_of_system(const std::string& path, const SandboxOptions& options) {
  auto holds = [&](std::string_view place) {
    return path == place || (path.starts_with(place) && path[place.size()] == '/');
  };
  return std::any_of(std::begin(kSystem), std::end(kSystem), holds) ||
         std::any_of(options.read.begin(), options.read.end(), holds);
}

bool build_base(const SandboxPlan& plan, WorldError& error) {
  ::umask(022);
  Builder builder(plan, error);
  return builder.build_base() && builder.leave_old();
}

bool build_world(const SandboxPlan& plan, WorldError& error, FolderLayers& layers) {
  ::umask(022);
  Builder builder(plan, error, &layers);
  return (plan.base_stands || builder.build_base()) && builder.build_rest();
}

Result<void> lay_edits(const std::string& folder, const std::vector<FileEdit>& edits) {
  if (edits.empty()) return {};
  ASSIGN_OR_RETURN(auto files, open_files(folder));
  std::vector<std::string_view> folders;  // where an edit puts a file or link
  for (const FileEdit& edit : edits) {
    auto removed = files->remove(edit.path);
    if (removed) continue;
    auto info = files->info(edit.path);
    if (!info || info->type != FileType::kDirectory) return removed.error();
    folders.push_back(edit.path);
  }
  // Other edits have emptied them; else the error names what is in the way.
  for (auto it = folders.rbegin(); it != folders.rend(); ++it) RETURN_IF_ERROR(files->remove_directory(*it));
  for (const FileEdit& edit : edits) {
    if (edit.after.type == FileType::kAbsent) continue;
    for (size_t end = edit.path.find('/'); end != edit.path.npos; end = edit.path.find('/', end + 1)) {
      auto made = files->make_directory(std::string_view(edit.path).substr(0, end));
      if (!made && made.error().code != ErrorCode::kConflict) return made.error();
    }
    RETURN_IF_ERROR(files->create(edit.path, edit.after.type, edit.after.mode, edit.after.content));
  }
  return {};
}

}  // namespace suit
