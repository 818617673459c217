#include <memory>
#include <vector>

#include "base/aligned_vector.hpp"
#include "base/contract.hpp"
#include "base/isa.hpp"
#include "kernel/detail/lane_functions.hpp"
#include "kernel/detail/tables.hpp"
#include "kernel/kernel.hpp"

namespace sigdyn {
namespace {

detail::LaneFunctions functions_for(std::size_t lanes) {
  switch (current_isa()) {
    case Isa::avx512:
      return detail::avx512_functions(lanes);
    case Isa::avx2:
      return detail::avx2_functions(lanes);
    case Isa::sse2:
      break;
  }
  return detail::sse2_functions(lanes);
}

class TableSystem final : public KernelSystem {
 public:
  TableSystem(const Kernel& kernel, std::size_t lanes, KernelForm form)
      : program_(kernel.tables().program),
        view_(kernel.tables().program_view),
        lanes_(lanes),
        functions_(functions_for(lanes)),
        past_{past_value, &histories_},
        histories_(lanes, nullptr),
        workspace_(std::size_t{program_.n_workspace} * lanes, 0.0),
        static_values_(program_.static_code.size(), 0.0) {
    if (form == KernelForm::automatic) {
      code_ = kernel.tables().code.code(program_, current_isa(), lanes);
    }
    const NetworkValues values = kernel.initial_values(0.0);
    for (std::size_t lane = 0; lane < lanes; ++lane) set_constants(lane, values);
  }

  std::size_t size() const override { return program_.n_states; }
  std::size_t lanes() const override { return lanes_; }

  void rhs(const double* t, const double* y, double* dydt) override {
    if (!code_.rhs) return functions_.rhs(view_, past_, t, y, workspace_.data(), dydt);
    code_.rhs(y, workspace_.data(), dydt);
    if (view_.rhs_tape.scatter.size == 0) return;
    functions_.add_rhs_tape(view_, past_, t, y, workspace_.data(), dydt);
  }

  const SparsityPattern& jacobian_pattern() const override { return program_.pattern; }

  void jacobian(const double* t, const double* y, double* values) override {
    if (!code_.jacobian) return functions_.jacobian(view_, past_, t, y, workspace_.data(), values);
    code_.jacobian(y, workspace_.data(), values);
    if (view_.jacobian_tape.scatter.size == 0) return;
    functions_.add_jacobian_tape(view_, past_, t, y, workspace_.data(), values);
  }

  bool depends_on_time() const override { return program_.reads_time; }

  void time_derivative(const double* t, const double* y, double* dfdt) override {
    functions_.time_derivative(view_, past_, t, y, workspace_.data(), dfdt);
  }

  void set_history(std::size_t lane, const DelayHistory* history) override {
    SIGDYN_EXPECTS(lane < lanes_);
    histories_[lane] = history;
  }

  void set_constants(std::size_t lane, const NetworkValues& values) override {
    SIGDYN_EXPECTS(lane < lanes_);
    std::size_t i = 0;
    for (const detail::StaticLine& line : program_.static_code) {
      double& value = static_values_[i++];
      if (line.op == Op::constant) {
        value = line.constant;
      } else if (line.op == Op::symbol) {
        value = line.symbol.kind == SymbolKind::species ? values.species[line.symbol.index]
                                                        : values.parameters[line.symbol.index];
      } else {
        value =
            apply(line.op, static_values_[line.a], static_values_[line.b], static_values_[line.c]);
      }
    }
    double* slot = workspace_.data() + program_.slots_at * lanes_ + lane;
    for (const std::uint32_t source : program_.slot_source) {
      *slot = static_values_[source];
      slot += lanes_;
    }
  }

 private:
  /// A lane at rest has no history; any finite value will do.
  static double past_value(const void* context, std::size_t lane, std::uint32_t operand,
                           double t_past) {
    const auto& histories = *static_cast<const std::vector<const DelayHistory*>*>(context);
    return histories[lane] == nullptr ? 0.0 : histories[lane]->value({operand}, t_past);
  }

  const detail::Program& program_;
  const detail::ProgramView& view_;
  std::size_t lanes_;
  detail::LaneFunctions functions_;
  detail::WrittenCode code_;
  detail::LanePast past_;
  std::vector<const DelayHistory*> histories_;
  AlignedVector workspace_;
  std::vector<double> static_values_;
};

}  // namespace

std::unique_ptr<KernelSystem> make_kernel_system(const Kernel& kernel, std::size_t lanes,
                                                 KernelForm form) {
  SIGDYN_EXPECTS(lanes == 1 || lanes == 4 || lanes == 8);
  return std::make_unique<TableSystem>(kernel, lanes, form);
}

}  // namespace sigdyn
