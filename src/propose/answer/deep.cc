// A deep search: plan, read, plan again for what is missing, then report the claims that hold.
#include <algorithm>
#include <deque>
#include <optional>
#include <set>

#include "base/text.h"
#include "propose/answer/asking.h"
#include "propose/program/tools.h"

namespace suit {
namespace {

constexpr size_t kClaimsMax = 60;   // in a report
constexpr size_t kSourcesEach = 6;  // of a query
constexpr size_t kQueryBytesMax = 200;
constexpr size_t kLinksShown = 30, kLinkBytesMax = 500;

struct Link {
  std::string address, words;
};

// Converts a model's number from 1 to `count` to an index.
std::optional<size_t> index_from(const Json& number, size_t count) {
  if (!number.is_number_integer()) return {};
  auto value = number.get<int64_t>();
  return value < 1 || value > static_cast<int64_t>(count) ? std::nullopt
                                                          : std::optional(static_cast<size_t>(value - 1));
}

// The web addresses in a text; for Markdown links with their text.
std::vector<Link> links_in(std::string_view text) {
  std::vector<Link> links;
  for (size_t at = text.find("http"); at != text.npos; at = text.find("http", at + 4)) {
    if (!text.substr(at).starts_with("http://") && !text.substr(at).starts_with("https://")) continue;
    size_t end = std::min(text.find_first_of(" \t\r\n)>\"'<]|`", at), text.size());
    std::string_view address = text.substr(at, end - at);
    address = address.substr(0, address.find('#'));
    while (!address.empty() && std::string_view(".,;:!?").find(address.back()) != std::string_view::npos)
      address.remove_suffix(1);
    std::string_view words;
    if (at >= 2 && text.substr(at - 2, 2) == "](")
      if (size_t open = text.rfind('[', at - 2); open != text.npos)
        words = text.substr(open + 1, at - 3 - open);
    if (address.size() <= kLinkBytesMax)
      links.push_back({std::string(address), squeezed(words.substr(0, 100))});
    at = end - 4;
  }
  return links;
}

class DeepSearch {
 public:
  DeepSearch(Asking& asking, const std::string& question, const FindSources& find,
             const ResearchOptions& options)
      : asking_(asking), question_(question), find_(find), options_(options) {}

  Result<CitedAnswer> run() {
    std::vector<std::string> queries = {question_};
    int rounds = options_.rounds;
    for (int round = 1; round <= rounds; ++round) {
      size_t pages = pages_read_;
      ASSIGN_OR_RETURN(std::vector<std::string> planned, plan());
      if (pages_read_ > pages) {
        queries.insert(queries.begin(), question_);
        rounds = std::min(rounds + 1, options_.rounds * 2);
      }
      queries.insert(queries.end(), planned.begin(), planned.end());
      if (queries.empty()) break;
      for (const std::string& query : queries) RETURN_IF_ERROR(read(query));
      queries.clear();
      if (answer_.claims.size() >= kClaimsMax) break;
    }
    if (answer_.sources.empty()) return nothing_found();
    if (!answer_.claims.empty()) RETURN_IF_ERROR(report());
    answer_.calls = asking_.calls();
    answer_.answered_by = asking_.answered_by();
    return std::move(answer_);
  }

 private:
  Result<std::vector<std::string>> plan() {
    static const Json schema = object_schema(
        {{"queries", list_schema({{"type", "string"}})}, {"pages", list_schema({{"type", "integer"}})}});
    asking_.state(answer_.claims.empty() ? "planning" : "looking for what is missing");
    Json known = Json::array(), missing = Json::array(), links = Json::array();
    std::vector<Link> offered;
    for (; !links_.empty() && offered.size() < kLinksShown; links_.pop_front()) {
      Link& one = links_.front();
      links.push_back({{"number", std::to_string(offered.size() + 1)},
                       {"address", printable(one.address)},
                       {"words", marked_as_data(printable(one.words))}});
      offered.push_back(std::move(one));
    }
    for (const Claim& claim : answer_.claims) known.push_back(claim.text);
    for (const std::string& text : missing_) missing.push_back(text);
    ASSIGN_OR_RETURN(Json json, asking_.call("deep_plan",
                                             {{"question", printable_lines(question_)},
                                              {"most", std::to_string(options_.queries)},
                                              {"known", std::move(known)},
                                              {"missing", std::move(missing)},
                                              {"links", std::move(links)}},
                                             schema));
    RETURN_IF_ERROR(follow(list_in(json, "pages"), offered));
    std::vector<std::string> queries;
    for (const Json& item : list_in(json, "queries")) {
      if (!item.is_string() || queries.size() == options_.queries) continue;
      std::string query = printable(trim(item.get_ref<const std::string&>())).substr(0, kQueryBytesMax);
      if (!query.empty() && asked_.insert(to_lower(query)).second) queries.push_back(std::move(query));
    }
    return queries;
  }

  // Reads the linked pages that the model chose.
  Result<void> follow(const Json& numbers, const std::vector<Link>& offered) {
    size_t tried = 0;
    for (const Json& number : numbers) {
      auto index = index_from(number, offered.size());
      if (!index || tried == options_.pages) continue;
      const std::string& address = offered[*index].address;
      if (!followed_.insert(address).second) continue;
      ++tried;
      asking_.state("reading " + printable(address));
      auto read = options_.links.read(address);
      if (!read && read.error().code == ErrorCode::kCancelled) return read;
      if (read)
        ++pages_read_;
      else
        asking_.state(printable(address) + ": " + read.error().message);
    }
    return {};
  }

  void note_links(const Source& source) {
    if (!options_.links.may_read) return;
    for (Link& link : links_in(source.text))
      if (options_.links.may_read(link.address) && linked_.insert(link.address).second)
        links_.push_back(std::move(link));
  }

  // Reads the results of one query, except those read already.
  Result<void> read(const std::string& query) {
    answer_.queries.push_back(query);
    ASSIGN_OR_RETURN(std::vector<Source> found, find_(query, kSourcesEach * 2));
    std::erase_if(found, [&](const Source& one) { return seen_.contains({one.place, one.first_line}); });
    ResearchOptions each = options_;
    each.sources = kSourcesEach;
    ASSIGN_OR_RETURN(ChosenSources chosen,
                     choose_sources(asking_.model(), std::move(found), question_, each));
    if (chosen.sources.empty()) return {};
    asking_.state("reading " + counted(chosen.sources.size(), "passage") + ": " + query);
    ASSIGN_OR_RETURN(Reading reading, read_sources(asking_, question_, chosen, {}));
    size_t before = answer_.sources.size();
    for (Source& source : chosen.sources) {
      seen_.insert({source.place, source.first_line});
      note_links(source);
      answer_.sources.push_back(std::move(source));
    }
    for (Claim& claim : reading.checked.kept) {
      if (answer_.claims.size() == kClaimsMax || !said_.insert(to_lower(claim.text)).second) continue;
      claim.source += before;
      answer_.claims.push_back(std::move(claim));
    }
    answer_.removed.insert(answer_.removed.end(), reading.checked.removed.begin(),
                           reading.checked.removed.end());
    if (!reading.not_found.empty()) missing_.push_back(reading.not_found);
    return {};
  }

  Result<void> report() {
    Json number = {{"type", "integer"}}, text = {{"type", "string"}};
    static const Json schema = object_schema(
        {{"sections", list_schema(object_schema(
                          {{"heading", text},
                           {"sentences", list_schema(object_schema(
                                             {{"text", text}, {"claims", list_schema(number)}}))}}))},
         {"contradictions", list_schema(object_schema({{"a", number}, {"b", number}, {"why", text}}))}});
    asking_.state("writing the report from " + counted(answer_.claims.size(), "claim"));
    Json claims = Json::array();
    for (size_t i = 0; i < answer_.claims.size(); ++i) {
      const Claim& claim = answer_.claims[i];
      claims.push_back({{"number", std::to_string(i + 1)},
                        {"place", printable(answer_.sources[claim.source].place)},
                        {"text", marked_as_data(claim.text)},
                        {"quote", marked_as_data(printable_lines(claim.quote))}});
    }
    ASSIGN_OR_RETURN(
        Json json,
        asking_.call("deep_report", {{"question", printable_lines(question_)}, {"claims", std::move(claims)}},
                     schema));
    for (const Json& item : list_in(json, "sections")) {
      if (!item.is_object()) continue;
      ReportSection section{printable(string_or(item, "heading", "")), {}};
      for (const Json& one : list_in(item, "sentences")) take_sentence(one, section);
      if (!section.sentences.empty()) answer_.report.push_back(std::move(section));
    }
    for (const Json& item : list_in(json, "contradictions")) {
      int64_t a = item.is_object() ? integer_or(item, "a", 0) : 0,
              b = item.is_object() ? integer_or(item, "b", 0) : 0;
      auto count = static_cast<int64_t>(answer_.claims.size());
      if (a >= 1 && a <= count && b >= 1 && b <= count && a != b)
        answer_.contradictions.push_back(
            {static_cast<size_t>(a), static_cast<size_t>(b), printable(string_or(item, "why", ""))});
    }
    return {};
  }

  // Checks the sentence against its claims as a claim against its quote: their text and quotes are its
  // passage.
  void take_sentence(const Json& json, ReportSection& section) {
    if (!json.is_object()) return;
    ReportSentence sentence{printable(string_or(json, "text", "")), {}};
    Source passage;
    for (const Json& number : list_in(json, "claims")) {
      auto index = index_from(number, answer_.claims.size());
      if (!index) continue;
      const Claim& claim = answer_.claims[*index];
      sentence.claims.push_back(*index + 1);
      passage.text += claim.text + " " + claim.quote + " ";
      passage.place += answer_.sources[claim.source].place + " ";
    }
    if (sentence.claims.empty()) return answer_.removed.push_back({sentence.text, "it cites no claim"});
    CheckedClaims checked = check_claims({{sentence.text, 0, passage.text}}, {passage}, question_);
    if (checked.kept.empty())
      return answer_.removed.push_back(
          {sentence.text, checked.removed.empty() ? "it is empty" : checked.removed[0].why});
    section.sentences.push_back(std::move(sentence));
  }

  Asking& asking_;
  const std::string& question_;
  const FindSources& find_;
  const ResearchOptions& options_;
  CitedAnswer answer_;
  std::vector<std::string> missing_;
  std::set<std::string> asked_, said_;
  std::deque<Link> links_;  // from sources that were read; not offered yet
  std::set<std::string> linked_, followed_;
  size_t pages_read_ = 0;
  std::set<std::pair<std::string, size_t>> seen_;
};

}  // namespace

Result<CitedAnswer> deep_research(Model& model, const std::string& question, const FindSources& find,
                                  const ResearchOptions& options, int64_t task, Watch& watch) {
  Asking asking(model, task, watch);
  return DeepSearch(asking, question, find, options).run();
}

}  // namespace suit
