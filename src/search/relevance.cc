#include "search/relevance.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

#include "base/clock.h"
#include "base/parallel.h"
#include "base/text.h"
#include "folder/git.h"
#include "folder/path_kind.h"
#include "search/words.h"

namespace suit {
namespace {

// BM25 parameters.
constexpr double kSaturation = 1.2, kLength = .75;
constexpr double kCommonShare = .6;  // of the files: a more common word does not discriminate
constexpr double kPathWeight = 4;    // of a word in the path, relative to one in the text
// PageRank: Page, Brin, Motwani, Winograd 1999.
constexpr double kDamping = .85;
constexpr int kRounds = 20;
constexpr size_t kDefinersMax = 12;               // a name with more definers is ignored
constexpr double kPlainName = .15;                // for names that may be ordinary words
constexpr double kFromText = .3, kFromTest = .5;  // for references from non-code and from tests
constexpr size_t kCommitsMax = 600;               // of history
constexpr int64_t kHistory_us = 400'000;          // time limit for it
constexpr double kRecencyDays = 60;               // decay to 1/e

void scale_to_one(std::vector<double>& scores) {
  double most = scores.empty() ? 0 : *std::max_element(scores.begin(), scores.end());
  if (most > 0)
    for (double& score : scores) score /= most;
}

// Recent changes count more; a commit with many files counts less for each.
std::vector<double> by_history(Folder& folder, const Catalogue& catalogue) {
  std::vector<double> scores(catalogue.files.size(), 0);
  auto repository = GitRepository::find(folder.files().root());
  if (!repository || !*repository) return scores;
  int64_t begun_us = monotonic_us(), newest_s = 0;
  (void)(*repository)->history(kCommitsMax, [&](const Commit& commit, const std::vector<std::string>& paths) {
    newest_s = std::max(newest_s, commit.at_s);
    double days = static_cast<double>(newest_s - commit.at_s) / 86'400;
    double weight = std::exp(-days / kRecencyDays) / std::sqrt(static_cast<double>(paths.size()));
    for (const std::string& path : paths) {
      auto at = std::lower_bound(
          catalogue.files.begin(), catalogue.files.end(), path,
          [](const CatalogueFile& file, const std::string& wanted) { return file.path < wanted; });
      if (at != catalogue.files.end() && at->path == path)
        scores[static_cast<size_t>(at - catalogue.files.begin())] += weight;
    }
    return monotonic_us() - begun_us < kHistory_us;
  });
  for (double& score : scores) score = std::log1p(score);
  scale_to_one(scores);
  return scores;
}

struct Edge {
  size_t from, to;
  double weight;
};

// Groups languages whose files can reference each other's definitions.
int family_of(std::string_view path) {
  auto grammar = grammar_of(path);
  if (!grammar) return -1;
  const code::Language& language = code::language_of(*grammar);
  return language.naming == code::Naming::kNone ? 256 + static_cast<int>(*grammar)
                                                : static_cast<int>(language.naming);
}

bool may_be_any_word(std::string_view name) {
  bool odd = name.find('_') != name.npos || std::any_of(name.begin(), name.end(), [](char c) {
               return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
             });
  return !odd && name.size() < 12;
}

// References between files. Distinctive names with few definers weigh more.
struct Graph {
  std::vector<Edge> edges;
  // By file and definition: (referencing file, weight).
  std::vector<std::vector<std::vector<std::pair<size_t, double>>>> namings;
};

Graph graph_of(Folder& folder, const Catalogue& catalogue, const std::vector<FileSymbols>& symbols,
               const std::atomic<bool>* cancelled) {
  struct Definition {
    size_t file, index;
  };
  struct Definers {
    std::vector<Definition> all;
    uint32_t number = 0;  // of the name
  };
  std::unordered_map<std::string_view, Definers> definers;
  for (size_t i = 0; i < symbols.size(); ++i)
    for (size_t j = 0; j < symbols[i].definitions.size(); ++j) {
      std::string_view name = symbols[i].definitions[j].name;
      if (name.size() < 3) continue;
      auto& all = definers[name].all;
      if (all.empty() || all.back().file != i) all.push_back({i, j});
    }
  std::erase_if(definers, [](const auto& one) { return one.second.all.size() > kDefinersMax; });
  // Most identifiers are not defined in any file; a bitmap of hashes filters nearly all of them.
  constexpr size_t kHashBits = 20;
  std::vector<bool> may_be_defined(size_t{1} << kHashBits);
  auto slot_of = [](std::string_view name) {
    return std::hash<std::string_view>()(name) >> (64 - kHashBits);
  };
  uint32_t names = 0;
  for (auto& [name, one] : definers) {
    may_be_defined[slot_of(name)] = true;
    one.number = names++;
  }
  Graph graph;
  graph.namings.resize(symbols.size());
  for (size_t i = 0; i < symbols.size(); ++i) graph.namings[i].resize(symbols[i].definitions.size());
  if (definers.empty()) return graph;
  std::vector<std::vector<std::pair<Definition, double>>> found(catalogue.files.size());
  uint64_t bytes = 0;
  std::vector<bool> wanted(catalogue.files.size());
  for (size_t i = 0; i < catalogue.files.size(); ++i) {
    wanted[i] = catalogue.files[i].facts.kind == TextFileKind::kText &&
                (!symbols[i].definitions.empty() || bytes < kParsedBytesMax);
    if (wanted[i]) bytes += catalogue.files[i].bytes;
  }
  for_each_parallel(catalogue.files.size(), threads_for(catalogue.files.size(), 8), cancelled, [&](size_t i) {
    if (!wanted[i]) return;
    std::string text = shown_text(folder, catalogue.files[i]);
    thread_local std::vector<uint32_t> times_of;  // by name number; all 0 between files
    times_of.resize(std::max<size_t>(times_of.size(), names));
    std::vector<std::pair<std::string_view, const Definers*>> named;
    for_each_identifier(text, [&](std::string_view identifier) {
      if (identifier.size() < 3 || !may_be_defined[slot_of(identifier)]) return;
      auto known = definers.find(identifier);
      if (known != definers.end() && times_of[known->second.number]++ == 0)
        named.push_back({known->first, &known->second});
    });
    int family = family_of(catalogue.files[i].path);
    double from = family < 0 ? kFromText : is_test(catalogue.files[i].path) ? kFromTest : 1;
    for (auto& [name, one_name] : named) {
      const auto& all = one_name->all;
      uint32_t times = std::exchange(times_of[one_name->number], 0);
      if (std::any_of(all.begin(), all.end(), [&](const Definition& one) { return one.file == i; })) continue;
      double weight = from * (may_be_any_word(name) ? kPlainName : 1) *
                      std::sqrt(static_cast<double>(times)) / static_cast<double>(all.size());
      for (const Definition& one : all)
        if (family < 0 || family == family_of(catalogue.files[one.file].path))
          found[i].push_back({one, weight});
    }
  });
  for (size_t i = 0; i < found.size(); ++i) {
    std::unordered_map<size_t, double> to;
    for (auto& [definition, weight] : found[i]) {
      to[definition.file] += weight;
      graph.namings[definition.file][definition.index].push_back({i, weight});
    }
    for (auto& [file, weight] : to) graph.edges.push_back({i, file, weight});
  }
  return graph;
}

std::vector<double> page_rank(size_t files, const std::vector<Edge>& edges, std::vector<double> seeds) {
  double sum = std::accumulate(seeds.begin(), seeds.end(), 0.0);
  if (sum <= 0) return seeds;
  for (double& seed : seeds) seed /= sum;
  std::vector<double> leaving(files, 0), rank = seeds, next(files);
  for (const Edge& edge : edges) leaving[edge.from] += edge.weight;
  for (int round = 0; round < kRounds; ++round) {
    double lost = 0;
    for (size_t i = 0; i < files; ++i)
      if (leaving[i] == 0) lost += rank[i];
    for (size_t i = 0; i < files; ++i) next[i] = (1 - kDamping + kDamping * lost) * seeds[i];
    for (const Edge& edge : edges)
      next[edge.to] += kDamping * rank[edge.from] * edge.weight / leaving[edge.from];
    std::swap(rank, next);
  }
  return rank;
}

// Files that newcomers read first.
double is_overview(const std::string& path) {
  std::string name = to_lower(name_in(path));
  bool top = path.find('/') == path.npos;
  if (name.starts_with("readme")) return top ? 1 : .4;
  for (std::string_view known :
       {"architecture.md", "contributing.md", "package.json", "cargo.toml", "pyproject.toml", "go.mod",
        "cmakelists.txt", "makefile", "setup.py", "pom.xml"})
    if (top && name == known) return .6;
  return 0;
}

}  // namespace

double bm25(double rarity, double times, double length) {
  return rarity * times * (kSaturation + 1) / (times + kSaturation * (1 - kLength + kLength * length));
}

std::string shown_text(Folder& folder, const CatalogueFile& file) {
  auto bytes = folder.files().read(file.path, kTextFileBytesMax);
  if (!bytes) return {};
  if (file.facts.plain) return std::move(*bytes);
  TextFile text = read_text_file(file.path, *bytes);
  return text.changed ? std::move(*text.changed) : std::move(*bytes);
}

std::vector<double> scores_by_words(Folder& folder, const Catalogue& catalogue,
                                    const std::vector<std::string>& words,
                                    const std::atomic<bool>* cancelled) {
  size_t files = catalogue.files.size();
  std::unordered_map<std::string, size_t> index;
  for (const std::string& word : words) index.emplace(word, index.size());
  std::vector<std::vector<uint32_t>> counts(files);
  std::vector<double> lengths(files, 0);
  for_each_parallel(files, threads_for(files, 8), cancelled, [&](size_t i) {
    const CatalogueFile& file = catalogue.files[i];
    std::vector<uint32_t>& of_file = counts[i];
    of_file.assign(index.size(), 0);
    std::string word;
    size_t all = 0;
    auto count = [&](std::string_view text, uint32_t weight) {
      for_each_identifier(text, [&](std::string_view identifier) {
        for_each_word(identifier, word, [&](const std::string& one) {
          ++all;
          if (auto found = index.find(one); found != index.end()) of_file[found->second] += weight;
        });
      });
    };
    count(file.path, static_cast<uint32_t>(kPathWeight));
    if (file.facts.kind == TextFileKind::kText) count(shown_text(folder, file), 1);
    lengths[i] = static_cast<double>(all);
  });
  double mean = std::max(1.0, std::accumulate(lengths.begin(), lengths.end(), 0.0) /
                                  static_cast<double>(std::max<size_t>(1, files)));
  std::vector<double> scores(files, 0);
  for (size_t word = 0; word < index.size(); ++word) {
    double holders = 0;
    for (const auto& of_file : counts) holders += !of_file.empty() && of_file[word] > 0;
    if (holders > kCommonShare * static_cast<double>(files)) continue;
    double rarity = std::log(1 + (static_cast<double>(files) - holders + .5) / (holders + .5));
    for (size_t i = 0; i < files; ++i) {
      if (counts[i].empty() || counts[i][word] == 0) continue;
      double times = counts[i][word];
      scores[i] += bm25(rarity, times, lengths[i] / mean);
    }
  }
  scale_to_one(scores);
  return scores;
}

Result<std::vector<FileSymbols>> symbols_of_files(Folder& folder, const Catalogue& catalogue,
                                                  const std::vector<size_t>& wanted, FactsCache* cache,
                                                  const std::atomic<bool>* cancelled) {
  std::vector<FileSymbols> symbols(catalogue.files.size());
  std::vector<std::pair<std::string, FileSymbols>> learned(wanted.size());
  for_each_parallel(wanted.size(), threads_for(wanted.size(), 8), cancelled, [&](size_t at) {
    const CatalogueFile& file = catalogue.files[wanted[at]];
    auto grammar = grammar_of(file.path);
    if (!grammar || file.facts.kind != TextFileKind::kText) return;
    FileSymbols& of_file = symbols[wanted[at]];
    if (cache && !file.content.empty() && cache->symbols_of(file.content, of_file)) return;
    auto parsed = suit::symbols_of(*grammar, shown_text(folder, file));
    if (!parsed) return;
    of_file = std::move(*parsed);
    if (cache && !file.content.empty()) learned[at] = {file.content, of_file};
  });
  if (cancelled && *cancelled) return Error{ErrorCode::kCancelled, "stopped while the files were parsed"};
  std::erase_if(learned, [](const auto& one) { return one.first.empty(); });
  if (cache && !learned.empty()) cache->store_symbols(learned);
  return symbols;
}

Result<Relevance> relevance_of(Folder& folder, const Catalogue& catalogue, const RelevanceRequest& request) {
  size_t files = catalogue.files.size();
  Relevance relevance;
  std::vector<std::string> words = question_words(request.question);
  std::vector<double> matches = words.empty() ? std::vector<double>(files, 0)
                                              : scores_by_words(folder, catalogue, words, request.cancelled);
  std::vector<double> history = by_history(folder, catalogue);
  std::vector<double> focus(files, 0);
  for (const std::string& path : request.focus)
    for (size_t i = 0; i < files; ++i)
      if (catalogue.files[i].path == path || catalogue.files[i].path.starts_with(path + "/")) focus[i] = 1;
  bool has_focus = std::any_of(focus.begin(), focus.end(), [](double one) { return one > 0; });

  std::vector<size_t> order(files);
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return focus[a] + matches[a] + .1 * history[a] > focus[b] + matches[b] + .1 * history[b];
  });
  std::vector<size_t> parsed;
  uint64_t bytes = 0;
  for (size_t i : order) {
    if (!grammar_of(catalogue.files[i].path) || catalogue.files[i].facts.kind != TextFileKind::kText)
      continue;
    bytes += catalogue.files[i].bytes;
    if (bytes > kParsedBytesMax) break;
    parsed.push_back(i);
  }
  ASSIGN_OR_RETURN(relevance.symbols,
                   symbols_of_files(folder, catalogue, parsed, request.cache, request.cancelled));
  Graph graph = graph_of(folder, catalogue, relevance.symbols, request.cancelled);
  if (request.cancelled && *request.cancelled)
    return Error{ErrorCode::kCancelled, "stopped while the files were weighed"};

  std::vector<double> seeds(files);
  for (size_t i = 0; i < files; ++i) {
    double match = matches[i] * matches[i];
    seeds[i] = has_focus ? focus[i] + .2 * match : words.empty() ? 1 + 2 * history[i] : match;
  }
  std::vector<double> rank = page_rank(files, graph.edges, seeds);
  std::vector<double> scaled = rank;
  scale_to_one(scaled);
  relevance.scores.resize(files);
  for (size_t i = 0; i < files; ++i) {
    double score = words.empty()
                       ? .7 * scaled[i] + .2 * history[i] + .3 * is_overview(catalogue.files[i].path)
                       : .75 * matches[i] + .15 * scaled[i] + .10 * history[i];
    if (has_focus && words.empty()) score = .9 * scaled[i] + .1 * history[i];
    relevance.scores[i] = focus[i] > 0 ? 2 + score : score;
  }
  relevance.symbol_scores.resize(files);
  for (size_t i = 0; i < files; ++i)
    for (const auto& namings : graph.namings[i]) {
      double score = 0;
      for (auto& [from, weight] : namings) score += rank[from] * weight;
      relevance.symbol_scores[i].push_back(score);
    }
  return relevance;
}

}  // namespace suit
