#include "http/questions.h"

#include <algorithm>
#include <chrono>

#include "base/clock.h"
#include "base/text.h"

namespace suit {
namespace {

constexpr int64_t kShelfKept_us = 5'000'000, kWikiKept_us = 30'000'000;
constexpr size_t kQuestionStepsKept = 30, kEndedKept = 30;
constexpr auto kPatience = std::chrono::seconds(3);  // with what another has begun

Json question_json(Sequence id, const Inquiry& inquiry, const char* state) {
  return {{"question", id},
          {"text", json_of_bytes(inquiry.question)},
          {"level", name_of(inquiry.level)},
          {"state", state},
          {"steps", Json::array()}};
}

// Makes `kept` where it is not fresh: one at a time, and without the mutex. Errors: those of `make`; kBusy.
template <class Making, class IsFresh, class Make, class Kept>
Result<void> made_once(Making& making, const IsFresh& is_fresh, const Make& make, Kept& kept,
                       const char* what) {
  std::unique_lock lock(making.mutex);
  if (!making.ended.wait_for(lock, kPatience, [&] { return !making.is_under_way; }))
    return Error{ErrorCode::kBusy, what, "ask again soon"};
  if (is_fresh()) return {};
  making.is_under_way = true;
  lock.unlock();
  auto made = make();
  lock.lock();
  making.is_under_way = false;
  making.ended.notify_all();
  if (!made) return made.error();
  kept = std::move(*made);
  return {};
}

}  // namespace

Questions::~Questions() {
  stop_all();
  for (auto& [number, asked] : asked_)
    if (asked->thread.joinable()) asked->thread.join();
}

void Questions::stop_all() {
  std::lock_guard lock(mutex_);
  stopped_ = true;
  for (auto& [number, asked] : asked_) asked->cancelled = true;
}

Result<std::shared_ptr<Questions::KeptShelf>> Questions::open_shelf(const Inquiry& inquiry) {
  auto shelf = std::make_shared<KeptShelf>();
  ASSIGN_OR_RETURN(shelf->files, open_files(folder_));
  shelf->cache = FactsCache::open();
  CancelOnly watch(&stopped_);
  ASSIGN_OR_RETURN(shelf->shelf,
                   Shelf::open(*shelf->files, inquiry, nullptr, nullptr, shelf->cache.get(), watch));
  shelf->at_us = monotonic_us();
  return shelf;
}

Result<std::vector<Passage>> Questions::search(const Inquiry& inquiry, size_t most) {
  std::shared_ptr<KeptShelf> shelf;
  if (!inquiry.scope.empty()) {
    ASSIGN_OR_RETURN(shelf, open_shelf(inquiry));
  } else {
    auto is_fresh = [&] { return shelf_ && monotonic_us() - shelf_->at_us < kShelfKept_us; };
    RETURN_IF_ERROR(made_once(
        shelf_making_, is_fresh, [&] { return open_shelf(inquiry); }, shelf_, "the folder is being indexed"));
    std::lock_guard lock(shelf_making_.mutex);
    shelf = shelf_;
  }
  return shelf->shelf->find(inquiry.question, most, &stopped_);
}

Result<Json> Questions::begin(const Inquiry& inquiry, const std::string& model, bool offline) {
  std::unique_lock lock(mutex_);
  auto running = static_cast<size_t>(
      std::count_if(asked_.begin(), asked_.end(), [](const auto& one) { return !one.second->ended; }));
  if (running >= kRunningMax)
    return Error{ErrorCode::kBusy, counted(running, "question") + " are being answered", "stop one, or wait"};
  if (stopped_) return Error{ErrorCode::kCancelled, "the server ends"};
  for (auto one = asked_.begin(); one != asked_.end() && asked_.size() > kEndedKept;) {
    if (!one->second->ended) {
      ++one;
      continue;
    }
    one->second->thread.join();
    one = asked_.erase(one);
  }
  auto asked = asked_.emplace(next_++, std::make_shared<Asked>()).first->second;
  asked->inquiry = inquiry;
  asked->thread = std::thread([this, &asked = *asked, model, offline] { work(asked, model, offline); });
  told_.wait(lock, [&] { return asked->told; });
  if (asked->id == 0 && asked->error) return *asked->error;
  return json_of_asked(*asked);
}

void Questions::work(Asked& asked, const std::string& model, bool offline) {
  struct AskedWatch final : Watch {
    AskedWatch(std::mutex& of, Asked& one) : mutex(of), asked(one) {}
    void state(const std::string& line) override {
      std::lock_guard lock(mutex);
      asked.steps.push_back(printable(line));
      if (asked.steps.size() > kQuestionStepsKept) asked.steps.erase(asked.steps.begin());
    }
    const std::atomic<bool>* cancelled() const override { return &asked.cancelled; }
    std::mutex& mutex;
    Asked& asked;
  } watch(mutex_, asked);
  auto answer = [&]() -> Result<AnsweredInquiry> {
    ASSIGN_OR_RETURN(Workspace workspace, Workspace::open(folder_, WorkspaceMode::kChange));
    ASSIGN_OR_RETURN(auto files, open_files(folder_));
    std::unique_ptr<FactsCache> cache = FactsCache::open();
    InquiryParts parts{.workspace = workspace,
                       .folder = *files,
                       .make_model = parts_.make_model,
                       .model = model,
                       .offline = offline,
                       .cache = cache.get(),
                       .watch = watch};
    parts.recorded = [&](Sequence id) {
      std::lock_guard lock(mutex_);
      asked.id = id;
      asked.told = true;
      told_.notify_all();
    };
    return answer_inquiry(asked.inquiry, parts);
  }();
  std::lock_guard lock(mutex_);
  if (answer)
    asked.answer = json_of(*answer);
  else
    asked.error = answer.error();
  asked.ended = asked.told = true;
  told_.notify_all();
}

Json Questions::json_of_asked(const Asked& asked) const {
  bool is_stopped = asked.error && asked.error->code == ErrorCode::kCancelled;
  Json json = question_json(asked.id, asked.inquiry,
                            !asked.ended  ? "running"
                            : is_stopped  ? "stopped"
                            : asked.error ? "failed"
                                          : "answered");
  json["steps"] = asked.steps;
  if (asked.ended && !asked.error) json["answer"] = asked.answer;
  if (asked.error && !is_stopped) json["error"] = json_of(*asked.error)["error"];
  return json;
}

Result<Json> Questions::find(Sequence question) {
  {
    std::lock_guard lock(mutex_);
    for (auto& [number, asked] : asked_)
      if (question != 0 && asked->id == question) return json_of_asked(*asked);
  }
  ASSIGN_OR_RETURN(Workspace workspace, Workspace::open(folder_, WorkspaceMode::kChange));
  ASSIGN_OR_RETURN(Inquiry inquiry, load_inquiry(*workspace.ledger(), question));
  ASSIGN_OR_RETURN(auto about, workspace.ledger()->events({.about = question}));
  for (const Event& one : about) {
    if (!one.is<AnswerEvent>()) continue;
    Json json = question_json(question, inquiry, "answered");
    json["answer"] = AnswerEvent::of(one).json();
    return json;
  }
  return question_json(question, inquiry,
                       "stopped");  // or another process is at it: it can't be told from here
}

Result<Json> Questions::stop(Sequence question) {
  {
    std::lock_guard lock(mutex_);
    for (auto& [number, asked] : asked_)
      if (question != 0 && asked->id == question) asked->cancelled = true;
  }
  return find(question);
}

Result<Json> Questions::wiki() {
  auto is_fresh = [&] { return !wiki_.is_null() && monotonic_us() - wiki_at_us_ < kWikiKept_us; };
  RETURN_IF_ERROR(made_once(
      wiki_making_, is_fresh, [&] { return make_wiki_json(); }, wiki_, "the wiki is being made"));
  std::lock_guard lock(wiki_making_.mutex);
  return wiki_;
}

Result<Json> Questions::make_wiki_json() {
  ASSIGN_OR_RETURN(auto files, open_files(folder_));
  Folder folder(*files);
  std::unique_ptr<FactsCache> cache = FactsCache::open();
  ASSIGN_OR_RETURN(Catalogue catalogue, catalogue_of(folder, {.cache = cache.get(), .cancelled = &stopped_}));
  ASSIGN_OR_RETURN(
      Wiki made,
      make_wiki(folder, catalogue,
                {.name = std::string(name_in(folder_)), .cache = cache.get(), .cancelled = &stopped_}));
  Json pages = Json::array(), modules = Json::array(), needs = Json::array();
  for (const WikiPage& page : wiki_pages(made, catalogue, ""))
    pages.push_back({{"path", page.path}, {"markdown", json_of_bytes(page.markdown)}});
  for (size_t i = 0; i < made.modules.size(); ++i) {
    const WikiModule& module = made.modules[i];
    modules.push_back(
        {{"path", json_of_bytes(module.path)}, {"page", wiki_page_of(module)}, {"lines", module.lines}});
    for (const WikiDependency& need : module.needs)
      needs.push_back({{"from", i},
                       {"to", need.module},
                       {"count", need.count},
                       {"path", json_of_bytes(catalogue.files[need.example.file].path)},
                       {"line", need.example.line}});
  }
  wiki_at_us_ = monotonic_us();
  return Json{{"title", json_of_bytes(made.title)},
              {"pages", std::move(pages)},
              {"modules", std::move(modules)},
              {"needs", std::move(needs)}};
}

}  // namespace suit
