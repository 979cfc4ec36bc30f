// Runs the workloads of small ops in PyTorch's C++ library, where no Python stands between the ops.
//
// Speaks the protocol of `worker.py`: `list`, `make NAME`, `run N` on standard input, a line of JSON for each. `compare.py`
// compiles it against the headers and libraries of the installed PyTorch, where there is a C++ compiler.

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <torch/torch.h>

using Run = std::function<void()>;

static torch::Tensor numbers(int64_t n) { return torch::rand({n}) + 0.1; }

static Run add(int64_t n) {
  auto a = numbers(n), b = numbers(n);
  return [=] { torch::Tensor c = a + b; };
}

static Run recorded_adds() {
  auto a = numbers(4).requires_grad_(), b = numbers(4);
  return [=] {
    torch::AutoGradMode on(true);
    for (int i = 0; i < 1000; i++) torch::Tensor c = a + b;
  };
}

static Run gradient_of_small_ops() {
  auto x = numbers(4).requires_grad_(), w = numbers(4);
  return [=] {
    torch::AutoGradMode on(true);
    auto y = x;
    for (int i = 0; i < 500; i++) y = y * w + x;
    torch::autograd::grad({y.sum()}, {x});
  };
}

static const std::map<std::string, std::function<Run()>> WORKLOADS = {
    {"add of 4", [] { return add(4); }},
    {"add f32 1,000", [] { return add(1000); }},
    {"1,000 recorded adds of 4", recorded_adds},
    {"gradient of 1,000 small ops", gradient_of_small_ops},
};

static void list() {
  std::cout << "{\"names\": [";
  const char *comma = "";
  for (auto &entry : WORKLOADS) {
    std::cout << comma << '"' << entry.first << '"';
    comma = ", ";
  }
  std::cout << "], \"version\": \"libtorch " << TORCH_VERSION << "\"}" << std::endl;
}

static int64_t processor_nanoseconds() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static void timed(const Run &run, long count) {
  auto wall = std::chrono::steady_clock::now();
  auto cpu = processor_nanoseconds();
  for (long i = 0; i < count; i++) run();
  cpu = processor_nanoseconds() - cpu;
  auto elapsed = std::chrono::steady_clock::now() - wall;
  std::cout << '[' << cpu << ", " << std::chrono::duration_cast<std::chrono::nanoseconds>(elapsed).count() << ']' << std::endl;
}

int main() {
  const char *threads = std::getenv("BENCH_THREADS");
  torch::set_num_threads(threads ? std::atoi(threads) : 1);
  torch::AutoGradMode off(false);
  Run run;
  for (std::string line; std::getline(std::cin, line);) {
    auto space = line.find(' ');
    auto command = line.substr(0, space), argument = space == std::string::npos ? "" : line.substr(space + 1);
    if (command == "list") {
      list();
    } else if (command == "make") {
      run = WORKLOADS.at(argument)();
      run(), run();
      std::cout << "\"ok\"" << std::endl;
    } else if (command == "run") {
      timed(run, std::atol(argument.c_str()));
    } else {
      break;
    }
  }
}
