// Which files of the folder a run changed, from the overlay's two layers.
#pragma once

#include <string>
#include <vector>

#include "change/proposal.h"
#include "sandbox/world.h"

namespace suit {

// Sorted paths of files and links that the lower layer or the edits have, and that differ in the upper layer
// or are removed there; at most kWrittenFilesMax. Files that are new, that can't be read, or that come after
// the first 50,000 of the upper layer or 256 MB are left out. A removed folder counts with its files.
std::vector<std::string> written_files(const FolderLayers& layers, const std::vector<FileEdit>& edits);

}  // namespace suit
