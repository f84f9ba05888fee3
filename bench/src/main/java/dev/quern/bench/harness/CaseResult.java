package dev.quern.bench.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What became of a case.
 *
 * @param of the case
 * @param quern our times
 * @param peers the others' times
 * @param faults what failed, and answers that differ from ours, each saying both
 */
public record CaseResult(Case of, Timing quern, List<Timing> peers, List<String> faults) {

  /** Copies the lists. */
  public CaseResult {
    peers = List.copyOf(peers);
    faults = List.copyOf(faults);
  }

  /** Our warm median over that of the fastest peer; nothing when one of them is not there. */
  public OptionalDouble ratio() {
    Timing best = Timing.fastest(peers);
    OptionalDouble ours = quern.median();
    return best == null || ours.isEmpty() || !faults.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(ours.getAsDouble() / best.median().getAsDouble());
  }

  /** Our times and the others'. */
  public List<Timing> timings() {
    List<Timing> all = new ArrayList<>();
    all.add(quern);
    all.addAll(peers);
    return all;
  }
}
