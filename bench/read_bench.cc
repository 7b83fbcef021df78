// HTML to Markdown for the pages whose paths are on standard input, one per line. Prints one JSON line with
// CPU seconds; `read_bench FOLDER` also writes each result to a file named by its number. bench/read.py
// compares it with its peers.
#include <ctime>
#include <fstream>
#include <iostream>
#include <iterator>
#include <vector>

#include "read/html_markdown.h"

int main(int count, char** arguments) {
  std::vector<std::string> pages;
  for (std::string path; std::getline(std::cin, path);) {
    std::ifstream file(path);
    pages.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  double best = 1e9;
  size_t in = 0, out = 0;
  std::vector<std::string> results;
  for (int run = 0; run < 3; ++run) {
    in = out = 0;
    results.clear();
    std::clock_t begun = std::clock();
    for (const std::string& page : pages) {
      auto text = suit::markdown_of_html(page, {});
      results.push_back(text ? std::move(text->markdown) : "");
      in += page.size();
      out += results.back().size();
    }
    best = std::min(best, static_cast<double>(std::clock() - begun) / CLOCKS_PER_SEC);
  }
  for (size_t i = 0; count > 1 && i < results.size(); ++i)
    std::ofstream(std::string(arguments[1]) + "/" + std::to_string(i)) << results[i];
  std::cout << "{\"cpu_s\": " << best << ", \"bytes_in\": " << in << ", \"bytes_out\": " << out << "}\n";
}
