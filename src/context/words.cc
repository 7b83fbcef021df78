#include "context/words.h"

#include <algorithm>
#include <set>

namespace suit {

void stem(std::string& word) {
  auto drop = [&](std::string_view end, std::string_view instead, size_t left) {
    if (word.size() < end.size() + left || !word.ends_with(end)) return false;
    word.resize(word.size() - end.size());
    word += instead;
    return true;
  };
  if (word.ends_with("ss") || drop("ies", "y", 2) || drop("sses", "ss", 1)) return;
  drop("es", "e", 3) || drop("s", "", 3);
  drop("ing", "", 3) || drop("ed", "", 3) || drop("er", "", 4) || drop("or", "", 4) || drop("ion", "", 4);
  drop("e", "", 3);
}

std::vector<std::string> question_words(std::string_view question) {
  static const std::set<std::string, std::less<>> common = {
      "the", "a", "an", "and", "or", "of", "to", "in", "on", "for", "with", "from", "by", "at", "is", "are", "was", "be", "been", "it", "its", "this",
      "that", "these", "those", "as", "if", "then", "else", "when", "where", "which", "who", "what", "how", "why", "do", "does", "did", "not", "no",
      "can", "could", "should", "would", "will", "may", "must", "has", "have", "had", "we", "i", "you", "they", "he", "she", "so", "but", "into",
      "out", "up", "all", "any", "some", "more", "than", "now", "also", "only", "there", "here", "about", "after", "before", "between", "s", "t"};
  std::vector<std::string> words;
  std::string word;
  for_each_identifier(question, [&](std::string_view identifier) {
    std::string lower(identifier);
    for (char& c : lower)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
    if (common.contains(lower)) return;
    for_each_word(identifier, word, [&](const std::string& one) {
      if (one.size() > 1 && std::find(words.begin(), words.end(), one) == words.end()) words.push_back(one);
    });
  });
  return words;
}

}  // namespace suit
