// The autonomy slider. At a higher level more happens before a person reviews.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace suit {

enum class Level { kComplete, kEdit, kChat, kAgent, kAutopilot };

inline constexpr std::array kLevels = {Level::kComplete, Level::kEdit, Level::kChat, Level::kAgent,
                                       Level::kAutopilot};

inline constexpr std::array<std::string_view, 5> kLevelNames = {"complete", "edit", "chat", "agent",
                                                                "autopilot"};
constexpr std::string_view name_of(Level level) {
  return kLevelNames[static_cast<size_t>(level)];
}

constexpr std::optional<Level> level_from(std::string_view name) {
  for (Level level : kLevels)
    if (name_of(level) == name) return level;
  return std::nullopt;
}

// The levels of a question: how far it is researched.
enum class KnowledgeLevel { kSearch, kResearch, kDeep };

inline constexpr std::array kKnowledgeLevels = {KnowledgeLevel::kSearch, KnowledgeLevel::kResearch,
                                                KnowledgeLevel::kDeep};

constexpr std::string_view name_of(KnowledgeLevel level) {
  constexpr std::array<std::string_view, 3> names = {"search", "research", "deep"};
  return names[static_cast<size_t>(level)];
}

}  // namespace suit
