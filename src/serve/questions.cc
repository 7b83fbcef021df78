#include "serve/questions.h"

#include <algorithm>

#include "base/clock.h"
#include "base/text.h"

namespace suit {
namespace {

constexpr int64_t kShelfKept_us = 5'000'000, kWikiKept_us = 30'000'000;
constexpr size_t kQuestionStepsKept = 30;

Json question_json(Sequence id, const Inquiry& inquiry, const char* state) {
  return {{"question", id}, {"text", json_of_bytes(inquiry.question)}, {"level", name_of(inquiry.level)}, {"state", state}, {"steps", Json::array()}};
}

}  // namespace

Questions::~Questions() {
  for (auto& [number, asked] : asked_) asked->cancelled = true;
  for (auto& [number, asked] : asked_) asked->thread.join();
}

Result<std::vector<Passage>> Questions::search(const Inquiry& inquiry, size_t most) {
  std::shared_ptr<KeptShelf> shelf;
  {
    std::lock_guard lock(shelf_mutex_);
    bool is_whole = inquiry.scope.empty();
    if (is_whole && shelf_ && monotonic_us() - shelf_->at_us < kShelfKept_us) shelf = shelf_;
    if (!shelf) {
      shelf = std::make_shared<KeptShelf>();
      ASSIGN_OR_RETURN(shelf->files, open_files(folder_));
      shelf->cache = FactsCache::open();
      ASSIGN_OR_RETURN(shelf->shelf, Shelf::open(*shelf->files, inquiry, nullptr, nullptr, shelf->cache.get(), {}));
      shelf->at_us = monotonic_us();
      if (is_whole) shelf_ = shelf;
    }
  }
  return shelf->shelf->find(inquiry.question, most, nullptr);
}

Result<Json> Questions::begin(const Inquiry& inquiry, const std::string& model, bool offline) {
  std::unique_lock lock(mutex_);
  auto running = static_cast<size_t>(std::count_if(asked_.begin(), asked_.end(), [](const auto& one) { return !one.second->ended; }));
  if (running >= kRunningMax) return Error{ErrorCode::kBusy, counted(running, "question") + " are being answered", "stop one, or wait"};
  std::erase_if(asked_, [](auto& one) {  // the ledger has it
    if (one.second->ended) one.second->thread.join();
    return one.second->ended;
  });
  Asked& asked = *asked_.emplace(next_++, std::make_unique<Asked>()).first->second;
  asked.inquiry = inquiry;
  asked.thread = std::thread([this, &asked, model, offline] { work(asked, model, offline); });
  told_.wait(lock, [&] { return asked.told; });
  if (asked.id == 0 && asked.error) return *asked.error;
  return json_of_asked(asked);
}

void Questions::work(Asked& asked, const std::string& model, bool offline) {
  auto answer = [&]() -> Result<AnsweredInquiry> {
    ASSIGN_OR_RETURN(Workspace workspace, Workspace::open(folder_, WorkspaceMode::kChange));
    ASSIGN_OR_RETURN(auto files, open_files(folder_));
    std::unique_ptr<FactsCache> cache = FactsCache::open();
    InquiryParts parts{.workspace = workspace, .folder = *files, .make_model = parts_.make_model, .model = model, .offline = offline, .cache = cache.get()};
    parts.recorded = [&](Sequence id) {
      std::lock_guard lock(mutex_);
      asked.id = id;
      asked.told = true;
      told_.notify_all();
    };
    parts.watch = {[&](const std::string& step) {
                     std::lock_guard lock(mutex_);
                     asked.steps.push_back(printable(step));
                     if (asked.steps.size() > kQuestionStepsKept) asked.steps.erase(asked.steps.begin());
                   },
                   &asked.cancelled};
    return answer_inquiry(asked.inquiry, parts);
  }();
  std::lock_guard lock(mutex_);
  if (answer) asked.answer = json_of(*answer);
  else asked.error = answer.error();
  asked.ended = asked.told = true;
  told_.notify_all();
}

Json Questions::json_of_asked(const Asked& asked) const {
  bool is_stopped = asked.error && asked.error->code == ErrorCode::kCancelled;
  Json json = question_json(asked.id, asked.inquiry, !asked.ended ? "running" : is_stopped ? "stopped" : asked.error ? "failed" : "answered");
  json["steps"] = asked.steps;
  if (asked.ended && !asked.error) json["answer"] = asked.answer;
  if (asked.error && !is_stopped) json["error"] = json_of(*asked.error)["error"];
  return json;
}

Result<Json> Questions::find(Sequence question) {
  {
    std::lock_guard lock(mutex_);
    for (auto& [number, asked] : asked_)
      if (asked->id == question) return json_of_asked(*asked);
  }
  ASSIGN_OR_RETURN(Workspace workspace, Workspace::open(folder_, WorkspaceMode::kChange));
  ASSIGN_OR_RETURN(Inquiry inquiry, load_inquiry(*workspace.ledger(), question));
  ASSIGN_OR_RETURN(auto about, workspace.ledger()->events({.about = question}));
  for (const Event& one : about) {
    if (one.kind != "answer") continue;
    Json json = question_json(question, inquiry, "answered");
    json["answer"] = one.body;
    return json;
  }
  return question_json(question, inquiry, "stopped");  // or another process is at it: it can't be told from here
}

Result<Json> Questions::stop(Sequence question) {
  {
    std::lock_guard lock(mutex_);
    for (auto& [number, asked] : asked_)
      if (asked->id == question) asked->cancelled = true;
  }
  return find(question);
}

Result<Json> Questions::wiki() {
  std::lock_guard lock(wiki_mutex_);
  if (!wiki_.is_null() && monotonic_us() - wiki_at_us_ < kWikiKept_us) return wiki_;
  ASSIGN_OR_RETURN(auto files, open_files(folder_));
  Folder folder(*files);
  std::unique_ptr<FactsCache> cache = FactsCache::open();
  ASSIGN_OR_RETURN(Catalogue catalogue, catalogue_of(folder, {.cache = cache.get()}));
  ASSIGN_OR_RETURN(Wiki made, make_wiki(folder, catalogue, {.name = std::string(name_in(folder_)), .cache = cache.get()}));
  Json pages = Json::array(), modules = Json::array(), needs = Json::array();
  for (const WikiPage& page : wiki_pages(made, catalogue, "")) pages.push_back({{"path", page.path}, {"markdown", json_of_bytes(page.markdown)}});
  for (size_t i = 0; i < made.modules.size(); ++i) {
    const WikiModule& module = made.modules[i];
    modules.push_back({{"path", json_of_bytes(module.path)}, {"page", wiki_page_of(module)}, {"lines", module.lines}});
    for (const WikiDependency& need : module.needs)
      needs.push_back({{"from", i}, {"to", need.module}, {"count", need.count}, {"path", json_of_bytes(catalogue.files[need.example.file].path)}, {"line", need.example.line}});
  }
  wiki_ = {{"title", json_of_bytes(made.title)}, {"pages", std::move(pages)}, {"modules", std::move(modules)}, {"needs", std::move(needs)}};
  wiki_at_us_ = monotonic_us();
  return wiki_;
}

}  // namespace suit
