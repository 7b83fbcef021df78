// What runs in this process and takes a while: it is started, followed by its JSON and the stream of events,
// answered, stopped, and fetched once it has ended. All of it is for any thread.
#pragma once

#include <optional>
#include <string>

#include "base/json.h"
#include "base/level.h"
#include "ledger/ledger.h"

namespace suit {

struct Parts;
struct Decision;

class Running {
 public:
  virtual ~Running() = default;
  // Once, on a thread of its own. `parts` must outlive it.
  virtual void start(const std::string& folder, const Parts& parts) = 0;
  virtual Json json() = 0;  // docs/api.md: Run
  virtual bool ended() = 0;
  virtual void stop() = 0;
  virtual bool answer(size_t choice) = 0;  // false: it does not ask, or has no such choice

  // Of a task alone; false: it is none, or does not wait for that.
  virtual bool set_level(Level /*level*/) { return false; }
  virtual bool go_on(std::optional<std::string> /*plan*/) { return false; }
  virtual bool decide(Sequence /*proposal*/, const Decision& /*decision*/) { return false; }
  virtual bool has(Sequence /*proposal*/) { return false; }
  virtual void release(Sequence /*proposal*/) {}
};

}  // namespace suit
