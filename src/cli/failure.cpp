#include "cli/failure.hpp"

#include <exception>
#include <filesystem>
#include <new>
#include <string>

#include "base/contract.hpp"
#include "base/diagnostic.hpp"
#include "base/excerpt.hpp"
#include "cli/terminal.hpp"

namespace sigdyn {

ExitCode report_current_failure() {
  try {
    throw;
  } catch (const InputError& error) {
    print_message(render(error.diagnostics()));
    return exit_input;
  } catch (const UnsupportedError& error) {
    print_message(render({{Severity::error, error.where, "not supported: " + error.feature}}));
    return exit_unsupported;
  } catch (const UsageError& error) {
    print_message(std::string("sigdyn: ") + error.what() + "\n");
    return exit_usage;
  } catch (const IoError& error) {
    print_message(std::string(error.what()) + "\n");
    return exit_io;
  } catch (const std::filesystem::filesystem_error& error) {
    const std::string path = error.path1().string();
    print_message((path.empty() ? "sigdyn" : path) + ": cannot use: " + error.code().message() +
                  "\n");
    return exit_io;
  } catch (const std::bad_alloc&) {
    print_message("sigdyn: out of memory\n");
    return exit_io;
  } catch (const std::exception& error) {
    print_message(std::string("sigdyn: this is a bug in sigdyn, please report it: ") +
                  error.what() + "\n");
    return exit_bug;
  }
}

}  // namespace sigdyn
