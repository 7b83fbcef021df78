// Attempts from a command line: each runs as every user on its own stage, and if it writes, on every overlay.
// If it harms only its stage, the same line first runs outside the sandbox and must succeed there, so that a
// typing error does not count as contained.
#include <unistd.h>

#include <cstdlib>

#include "escape/stage.h"

namespace suit::escape {
namespace {

// The sign that an attempt was contained.
enum class Sign {
  kPrinted,    // prints so, on every line
  kUntouched,  // prints ESCAPED, since the check may write there, but the stage is unchanged
};

// How to prove outside the sandbox that an attempt works.
enum class Proof {
  kSame,  // the same line prints ESCAPED, or harms the stage
  kRoot,  // as kSame, for real root
  kNone,  // would harm this machine, or needs something only the sandbox has
};

struct Attempt {
  const char* name;
  const char* command;
  Sign sign = Sign::kPrinted;
  Proof proof = Proof::kSame;
};
std::ostream& operator<<(std::ostream& out, const Attempt& attempt) {
  return out << attempt.command;
}

void expect_contained(const Attempt& attempt, const std::string& output) {
  if (attempt.sign == Sign::kUntouched) {
    EXPECT_EQ(output, "ESCAPED\n") << "the attempt itself fails";
    return;
  }
  EXPECT_EQ(output.find("ESCAPED"), output.npos) << output;
  EXPECT_TRUE(output.find("contained") != output.npos || output.find("missing") != output.npos) << output;
}

void prove(const Attempt& attempt, Who who) {
  if (attempt.proof == Proof::kNone ||
      (attempt.proof == Proof::kRoot && (::geteuid() != 0 || who != Who::kSelf)))
    return;
  Stage stage(who);
  auto before = stage.snapshot();
  std::string output = stage.run_outside(attempt.command).output;
  if (output.find("missing") != output.npos) return;  // not in this kernel
  EXPECT_NE(output.find("ESCAPED"), output.npos) << "without a sandbox: " << output;
  if (attempt.sign != Sign::kUntouched) return;
  EXPECT_NE(stage.snapshot(), before) << "it harms nothing without a sandbox";
}

void attack(const Attempt& attempt, const std::vector<SandboxOverlay>& overlays) {
  for (Who who : everybody()) {
    SCOPED_TRACE(name_of(who));
    prove(attempt, who);
    for (SandboxOverlay overlay : overlays)
      for (Start start : {Start::kShell, Start::kForked}) {
        if (start == Start::kForked && overlay != SandboxOverlay::kMemory && overlay != SandboxOverlay::kAuto)
          continue;
        SCOPED_TRACE(name_of(overlay) + (start == Start::kForked ? ", forked" : ""));
        Stage stage(who);
        auto before = stage.snapshot();
        Tried tried = stage.run(attempt.command, on(overlay), {}, {}, start);
        EXPECT_TRUE(tried.ran) << tried.output;
        expect_contained(attempt, tried.output);
        EXPECT_EQ(stage.snapshot(), before);
      }
  }
}

std::string name_of_attempt(const testing::TestParamInfo<Attempt>& info) {
  return info.param.name;
}

// --- Writing outside the folder, and into the real one
// -------------------------------------------------------------

class Writing : public testing::TestWithParam<Attempt> {};
TEST_P(Writing, contained) {
  attack(GetParam(), kOverlays);
}

const Attempt kWriting[] = {
    {"write_absolute_path", "TRY sh -c 'echo x > @OUTSIDE@/victim'"},
    {"write_dot_dot", "TRY sh -c 'echo x > ../outside/victim'"},
    {"write_etc", "TRY sh -c 'echo x > /etc/suit-escape'", Sign::kPrinted, Proof::kNone},
    {"write_usr",
     "TRY touch /usr/bin/suit-escape; TRY touch /usr/local/lib/suit-escape; TRY chmod 755 /usr/bin/env",
     Sign::kPrinted, Proof::kNone},
    {"write_home", "TRY touch /root/suit-escape; TRY touch /home/suit-escape", Sign::kPrinted, Proof::kNone},
    {"write_root_folder",
     "TRY touch /suit-escape; TRY mkdir /work2; TRY touch /var/suit-escape; TRY touch /run/suit-escape",
     Sign::kPrinted, Proof::kNone},
    {"write_by_link_to_file", "TRY sh -c 'echo x > to_victim'"},
    {"write_by_link_to_folder", "TRY sh -c 'echo x > link/new'"},
    {"write_by_own_link", "ln -s @OUTSIDE@ own; TRY sh -c 'echo x > own/victim'"},
    {"write_by_hard_link", "TRY sh -c 'echo x > hard'", Sign::kUntouched},
    {"write_by_mapped_hard_link", "TRY sh -c '@ATTACKER@ map_write hard'", Sign::kUntouched},
    {"mode_by_hard_link", "TRY chmod 777 hard", Sign::kUntouched},
    {"make_hard_link", "TRY ln @OUTSIDE@/victim own"},
    {"rename_out", "TRY mv file.txt @OUTSIDE@/stolen"},
    {"rename_in", "TRY mv @OUTSIDE@/victim here"},
    {"delete_outside", "TRY rm @OUTSIDE@/victim; TRY rm -r @OUTSIDE@"},
    {"write_by_proc_self_root", "TRY sh -c 'echo x > /proc/self/root@OUTSIDE@/victim'"},
    {"write_by_proc_1_root", "TRY sh -c 'echo x > /proc/1/root@OUTSIDE@/victim'", Sign::kPrinted,
     Proof::kNone},
    {"enter_proc_1_cwd",
     "TRY ls /proc/1/cwd/; TRY ls /proc/1/root/; "
     "TRY sh -c 'for f in /proc/1/fd/*; do readlink $f && exit 0; done; exit 1'",
     Sign::kPrinted, Proof::kNone},
    {"create_in_folder", "TRY touch new sub/new", Sign::kUntouched},
    {"overwrite_in_folder", "TRY sh -c 'echo x > file.txt'", Sign::kUntouched},
    {"truncate_in_folder", "TRY truncate -s 0 sub/inner.txt", Sign::kUntouched},
    {"mapped_write_in_folder", "TRY @ATTACKER@ map_write file.txt", Sign::kUntouched},
    {"delete_in_folder", "TRY rm -rf file.txt sub link", Sign::kUntouched},
    {"rename_in_folder", "TRY mv file.txt sub/file.txt", Sign::kUntouched},
    {"mode_in_folder", "TRY chmod 000 file.txt sub", Sign::kUntouched},
    {"mode_of_folder", "TRY chmod 700 .", Sign::kUntouched},
    {"times_in_folder", "TRY touch -d 2001-01-01 file.txt", Sign::kUntouched},
    {"set_user_id_in_folder", "TRY chmod 6755 attacker", Sign::kUntouched},
    {"git_hooks_in_folder",
     "TRY sh -c 'mkdir .git/hooks; echo evil > .git/hooks/post-checkout; rm .git/config'", Sign::kUntouched},
    {"delete_ledger", "TRY rm .suit/ledger.db; TRY rmdir .suit; TRY mv .suit other", Sign::kPrinted,
     Proof::kNone},
    {"write_ledger", "TRY touch .suit/new", Sign::kPrinted, Proof::kNone},
};
INSTANTIATE_TEST_SUITE_P(Escape, Writing, testing::ValuesIn(kWriting), name_of_attempt);

// --- Reading what is none of its business
// --------------------------------------------------------------------------

class Reading : public testing::TestWithParam<Attempt> {};
TEST_P(Reading, contained) {
  // Only requested variables are passed; none is requested here.
  ::setenv("AWS_SECRET_ACCESS_KEY", "planted-in-the-environment", 1);
  attack(GetParam(), {SandboxOverlay::kAuto});
}

const Attempt kReading[] = {
    {"read_shadow", "TRY grep -q . /etc/shadow; TRY grep -q . /etc/gshadow", Sign::kPrinted, Proof::kRoot},
    {"read_root_home", "TRY sh -c 'ls -A /root | grep -q .'; TRY cat /root/.ssh/id_rsa", Sign::kPrinted,
     Proof::kRoot},
    {"read_homes", "TRY sh -c 'ls -A /home/* | grep -q .'", Sign::kPrinted, Proof::kNone},
    {"read_neighbour", "TRY grep -q planted @OUTSIDE@/secret; TRY grep -q planted link/secret"},
    {"read_other_temporary", "TRY sh -c 'ls -d @OUTSIDE@ /var/tmp/* | grep -q outside'"},
    {"read_environment", "TRY sh -c 'env | grep -q planted-in'"},
    {"read_environment_of_others", "TRY sh -c 'cat /proc/[0-9]*/environ | grep -qa planted-[i]n'"},
    {"read_memory_of_first",
     "TRY head -c 1 /proc/1/maps; TRY head -c 1 /proc/1/environ; TRY head -c 0 /proc/1/mem", Sign::kPrinted,
     Proof::kNone},
    {"read_ledger", "TRY grep -q . .suit/ledger.db"},
    {"read_kcore", "TRY grep -q . /proc/kcore", Sign::kPrinted, Proof::kNone},
    {"read_kernel_log", "TRY sh -c 'timeout 1 head -c 1 /proc/kmsg | grep -qa .'; TRY @ATTACKER@ kernel_log",
     Sign::kPrinted, Proof::kRoot},
    {"read_kernel_pages", "TRY sh -c 'head -c 8 /proc/kpagecount | grep -qa .'; TRY grep -q . /proc/slabinfo",
     Sign::kPrinted, Proof::kRoot},
    {"read_disks",
     "TRY sh -c 'ls /dev/sd* /dev/vd* /dev/nvme* /dev/dm-* /dev/loop* | grep -q .'; TRY head -c 1 /dev/mem; "
     "TRY head -c 1 /dev/kmsg",
     Sign::kPrinted, Proof::kNone},
    {"read_sys", "TRY sh -c 'ls /sys | grep -q .'"},
    {"read_run", "TRY sh -c 'ls /run | grep -q .'"},
    {"read_descriptors_of_parent", "TRY @ATTACKER@ descriptors", Sign::kPrinted, Proof::kNone},
    {"read_keyrings", "TRY @ATTACKER@ keyctl; TRY sh -c 'grep -q . /proc/keys'"},
    {"read_processes", "TRY sh -c 'grep -qa escape_test[s] /proc/[0-9]*/cmdline'"},
};
INSTANTIATE_TEST_SUITE_P(Escape, Reading, testing::ValuesIn(kReading), name_of_attempt);

// --- Calls that reach past namespaces
// ------------------------------------------------------------------------------

class Calling : public testing::TestWithParam<Attempt> {};
TEST_P(Calling, contained) {
  attack(GetParam(), {SandboxOverlay::kAuto});
}

#define CALL(call) "@ATTACKER@ " call " 2>&1"
const Attempt kCalling[] = {
    {"call_ptrace", CALL("ptrace") ";" CALL("traceme")},
    {"call_process_vm", CALL("vm_write") ";" CALL("vm_read")},
    {"call_pidfd_getfd", CALL("pidfd_getfd")},
    {"call_io_uring", CALL("io_uring")},
    {"call_bpf", CALL("bpf"), Sign::kPrinted, Proof::kRoot},
    {"call_perf", CALL("perf"), Sign::kPrinted, Proof::kRoot},
    {"call_userfaultfd", CALL("userfaultfd"), Sign::kPrinted, Proof::kRoot},
    {"call_add_key", CALL("add_key")},
    {"call_unshare", CALL("unshare") ";" CALL("unshare_mount")},
    {"call_setns", CALL("setns"), Sign::kPrinted, Proof::kRoot},
    {"call_clone", CALL("clone")},
    {"call_clone3", CALL("clone3")},
    {"call_mount", CALL("mount sub") ";" CALL("bind sub") ";" CALL("remount"), Sign::kPrinted, Proof::kNone},
    {"call_bind_mount_command",
     "TRY mount --bind /proc sub; TRY mount -t tmpfs x sub; TRY mount -o remount,rw /usr", Sign::kPrinted,
     Proof::kNone},
    {"call_new_mount_api", CALL("fsopen") ";" CALL("open_tree") ";" CALL("mount_setattr"), Sign::kPrinted,
     Proof::kRoot},
    {"call_umount",
     CALL("umount /etc/shadow") ";" CALL("umount @FOLDER@/.suit") ";" CALL("umount /tmp") ";" CALL(
         "umount /proc"),
     Sign::kPrinted, Proof::kNone},
    {"call_chroot", CALL("chroot .") "; TRY chroot . /attacker", Sign::kPrinted, Proof::kRoot},
    {"call_pivot_root", CALL("pivot_root"), Sign::kPrinted, Proof::kNone},
    {"call_file_handle", CALL("handle")},
    {"call_mknod", CALL("mknod_block") ";" CALL("mknod_memory") "; TRY mknod node b 7 0", Sign::kPrinted,
     Proof::kRoot},
    {"call_set_time", CALL("time") ";" CALL("clock"), Sign::kPrinted, Proof::kNone},
    {"call_set_hostname", CALL("hostname"), Sign::kPrinted, Proof::kRoot},
    {"call_iopl", CALL("iopl"), Sign::kPrinted, Proof::kRoot},
    {"call_set_user", CALL("setuid") ";" CALL("setgroups"), Sign::kPrinted, Proof::kRoot},
    {"call_raise_priority", CALL("nice") ";" CALL("realtime") "; TRY renice -n -10 1", Sign::kPrinted,
     Proof::kRoot},
    {"call_raise_limit", CALL("raise_limit") "; TRY sh -c 'ulimit -Hn 1000000'", Sign::kPrinted,
     Proof::kNone},
    {"call_file_capabilities", CALL("setcap attacker"), Sign::kPrinted, Proof::kRoot},
    {"call_map_page_zero", CALL("page_zero"), Sign::kPrinted, Proof::kRoot},
    {"call_x32", CALL("x32") " || echo contained", Sign::kPrinted, Proof::kNone},
    {"call_type_into_terminal", CALL("own_terminal"), Sign::kPrinted, Proof::kRoot},
    // Netlink allows only queries about interfaces and routes. Denied by number: sock_diag, xfrm, audit,
    // connector, netfilter, kernel events, generic, crypto.
    {"socket_netlink",
     "for p in 4 6 9 11 12 15 16 21; do @ATTACKER@ netlink $p 2>&1; done;" CALL("netlink_pair"),
     Sign::kPrinted, Proof::kNone},
    {"change_an_interface", CALL("route_change"), Sign::kPrinted, Proof::kNone},
    // statmount, listmount, attributes of Linux 6.13, open_tree_attr, file_setattr, listns, and future
    // numbers.
    {"call_later_than_the_filter",
     "for n in 457 458 463 467 469 470 471 600; do @ATTACKER@ call $n 2>&1; done", Sign::kPrinted,
     Proof::kNone},
    {"socket_packet", CALL("family 17"), Sign::kPrinted, Proof::kRoot},
    {"socket_vsock", CALL("family 40")},
    {"socket_alg", CALL("family 38")},
    {"socket_key_bluetooth_xdp", CALL("family 15") ";" CALL("family 31") ";" CALL("family 44"),
     Sign::kPrinted, Proof::kNone},
    {"socket_raw_ip", CALL("raw_ip"), Sign::kPrinted, Proof::kRoot},
    {"write_core_pattern",
     "TRY sh -c 'echo x > /proc/sys/kernel/core_pattern'; TRY sh -c 'echo x > /proc/sys/kernel/modprobe'",
     Sign::kPrinted, Proof::kNone},
    {"write_sysrq", "TRY sh -c 'echo h > /proc/sysrq-trigger'", Sign::kPrinted, Proof::kNone},
    {"write_oom_score",
     "TRY sh -c 'echo -1000 > /proc/self/oom_score_adj'; TRY sh -c 'echo 0 > /proc/1/oom_score_adj'",
     Sign::kPrinted, Proof::kRoot},
    {"escape_by_cgroup",
     "TRY ls /sys/fs/cgroup; mkdir cg; TRY mount -t cgroup -o memory x cg; TRY mount -t cgroup2 x cg",
     Sign::kPrinted, Proof::kNone},
    {"controlling_terminal",
     "TRY sh -c ': < /dev/tty'; TRY test -t 0; TRY test -t 1; TRY test -s /dev/stdin; TRY read line",
     Sign::kPrinted, Proof::kNone},
    {"set_user_id_program",
     "TRY su -c true; TRY sudo -n true; grep -q 'NoNewPrivs:.1' /proc/self/status && echo contained; "
     "grep -q 'CapBnd:.0000000000000000' /proc/self/status || echo ESCAPED",
     Sign::kPrinted, Proof::kNone},
};
INSTANTIATE_TEST_SUITE_P(Escape, Calling, testing::ValuesIn(kCalling), name_of_attempt);

}  // namespace
}  // namespace suit::escape
