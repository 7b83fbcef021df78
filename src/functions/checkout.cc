#include "functions/checkout.h"

#include <git2.h>
#include <unistd.h>

#include "base/text.h"
#include "folder/git.h"
#include "model/fetched_page.h"

namespace suit {
namespace {

constexpr uint64_t kBytesMax = uint64_t{2} << 30;

struct Fetching {
  const std::atomic<bool>* cancelled;
  const std::function<void(uint64_t)>& progress;
  uint64_t bytes = 0;
  bool too_large = false;
};

int on_progress(const git_indexer_progress* stats, void* payload) {
  auto& fetching = *static_cast<Fetching*>(payload);
  fetching.bytes = stats->received_bytes;
  fetching.too_large = fetching.bytes > kBytesMax;
  if (fetching.progress) fetching.progress(fetching.bytes);
  return fetching.too_large || (fetching.cancelled && *fetching.cancelled) ? -1 : 0;
}

std::string repository_name(std::string_view address) {
  while (address.ends_with('/')) address.remove_suffix(1);
  std::string name(address.substr(address.rfind('/') + 1));
  if (name.ends_with(".git")) name.resize(name.size() - 4);
  bool sound = !name.empty() && name[0] != '.' && std::all_of(name.begin(), name.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '.';
  });
  return sound ? name : "repository";
}

}  // namespace

Result<Checkout> fetch_repository(const std::string& address, const Settings& settings, Egress& egress,
                                  const std::atomic<bool>* cancelled,
                                  const std::function<void(uint64_t bytes)>& progress) {
  ASSIGN_OR_RETURN(Url url, parse_url(address));
  RETURN_IF_ERROR(permit_host(url, settings.read_hosts));
  RETURN_IF_ERROR(egress.permit(url.host, url.port));
  begin_libgit2();
  for (int level :
       {GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL, GIT_CONFIG_LEVEL_PROGRAMDATA})
    git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "");
  if (const char* file = ::getenv("SSL_CERT_FILE"))
    git_libgit2_opts(GIT_OPT_SET_SSL_CERT_LOCATIONS, file, nullptr);
  ASSIGN_OR_RETURN(VanishingFolder scratch, VanishingFolder::make());
  Checkout checkout{std::move(scratch), {}};
  checkout.path = checkout.scratch.path() + "/" + repository_name(address);

  Fetching fetching{cancelled, progress};
  git_clone_options options;
  git_clone_options_init(&options, GIT_CLONE_OPTIONS_VERSION);
  options.fetch_opts.callbacks.transfer_progress = on_progress;
  options.fetch_opts.callbacks.payload = &fetching;
  options.fetch_opts.proxy_opts.type = GIT_PROXY_NONE;
  options.fetch_opts.follow_redirects = GIT_REMOTE_REDIRECT_NONE;
  git_repository* repository = nullptr;
  int code = git_clone(&repository, address.c_str(), checkout.path.c_str(), &options);
  git_repository_free(repository);
  const git_error* last = git_error_last();
  std::string why = last && last->message ? printable(last->message) : "libgit2 says " + std::to_string(code);
  egress.record({url.host, url.port, "a repository", 0, fetching.bytes, code == 0 ? "" : why});
  if (code == 0) return checkout;
  if (cancelled && *cancelled)
    return Error{ErrorCode::kCancelled, "stopped while fetching " + printable(address)};
  if (fetching.too_large)
    return Error{ErrorCode::kLimit,
                 printable(address) + " has more than " + human_bytes(kBytesMax) + " of history",
                 "clone the part that you need with git and pass that folder"};
  return Error{ErrorCode::kUnavailable, printable(address) + " can't be fetched: " + why,
               "only public repositories can be fetched"};
}

}  // namespace suit
