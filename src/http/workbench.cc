#include "http/workbench.h"

#include "http/api.h"
#include "http/workbench_page.h"

namespace suit {

struct Workbench::Impl {
  std::string folder;
  std::string recovered;
  std::unique_ptr<Server> server;
  std::optional<Gate> gate;
  SessionCache cache;
  std::unique_ptr<Feed> feed;
  std::unique_ptr<Runs> runs;
  std::unique_ptr<Api> api;
};

Workbench::Workbench(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Workbench::~Workbench() {
  impl_->cache.stopped = true;
  impl_->runs->stop_all();
  impl_->server.reset();  // its workers use the members below
  impl_->feed->stop();
  impl_->runs.reset();
}

Result<std::unique_ptr<Workbench>> Workbench::open(const WorkbenchOptions& options, const Parts& parts) {
  auto impl = std::make_unique<Impl>();
  {
    ASSIGN_OR_RETURN(Workspace workspace, Workspace::open(options.folder, WorkspaceMode::kChange));
    impl->folder = workspace.root();
    impl->recovered = workspace.recovered();
  }
  auto server = Server::listen(options.port.value_or(kUsualPort), options.limits);
  if (!server && !options.port) server = Server::listen(0, options.limits);
  if (!server) return server.error();
  impl->server = std::move(*server);
  impl->gate.emplace(impl->server->port(), random_token(24));
  ASSIGN_OR_RETURN(impl->feed, Feed::start(impl->folder + "/.suit/ledger.db"));
  impl->runs = std::make_unique<Runs>(impl->folder, parts, impl->cache, *impl->feed);
  impl->cache.only_folder = true;
  impl->cache.run_of = [runs = impl->runs.get()](Sequence proposal) { return runs->run_of(proposal); };
  impl->api = std::make_unique<Api>(impl->folder, parts, impl->cache, *impl->feed, *impl->runs);
  return std::unique_ptr<Workbench>(new Workbench(std::move(impl)));
}

int Workbench::port() const {
  return impl_->server->port();
}
const std::string& Workbench::token() const {
  return impl_->gate->token();
}
const std::string& Workbench::folder() const {
  return impl_->folder;
}
const std::string& Workbench::recovered() const {
  return impl_->recovered;
}

std::string Workbench::make_url(int64_t lives_ms, std::function<void()> used) {
  return "http://127.0.0.1:" + std::to_string(port()) +
         "/#code=" + impl_->gate->make_code(lives_ms, std::move(used));
}

void Workbench::run(Server::Signals signals) {
  impl_->server->run(
      *impl_->gate,
      [this](const WebRequest& request) {
        if (request.path == kSessionPath && request.method == "POST") return impl_->gate->exchange(request);
        if (auto page = page_response(request)) return std::move(*page);
        return impl_->api->handle(request);
      },
      signals);
}

void Workbench::stop() {
  impl_->server->stop();
}

}  // namespace suit
