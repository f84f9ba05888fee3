package dev.quern.bench.suite;

import static dev.quern.bench.harness.Contender.timed;

import dev.quern.bench.harness.Bench;
import dev.quern.bench.harness.Case;
import dev.quern.bench.harness.CaseResult;
import dev.quern.bench.harness.CaseSuite;
import dev.quern.bench.harness.Claim;
import dev.quern.bench.harness.Contender;
import dev.quern.bench.harness.Setting;
import dev.quern.bench.harness.UsageException;
import dev.quern.bench.peer.Programs;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.memory.MemoryBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Single kernels on one thread. In memory that no cache holds: beside plain loops in C and in Java
 * that find out the same, which is what the machine's memory allows. In the cache: beside the
 * scalar twins.
 */
public final class KernelSuite implements CaseSuite {
  private static final int LARGE = 1 << 25; // 256 MB a column
  private static final int SMALL = 8192; // 64 KB a column
  private static final int REPEATS = 2000;
  private static final double SHARE = 0.85;
  private static final double GAIN = 3;
  private static final String IN_CACHE = " in cache";

  private KernelSuite() {}

  /** Times kernels. */
  public static void main(String... arguments) {
    Bench.main(new KernelSuite(), arguments);
  }

  @Override
  public String name() {
    return "kernels";
  }

  @Override
  public List<Case> cases(Setting setting) throws Exception {
    Kernels simd =
        Kernels.simd()
            .orElseThrow(() -> new UsageException("this needs --add-modules=jdk.incubator.vector"));
    int rows = setting.options().tiny() ? 1 << 17 : LARGE;
    MemoryBudget memory = setting.own(MemoryBudget.root("bench", 3L << 30));
    setting.progress().say("filling columns");
    Columns large = setting.own(new Columns(memory, rows));
    Columns small = setting.own(new Columns(memory, SMALL));
    Programs.Peer c = Programs.of(setting).c("kernels_peer");
    Programs.Peer numpy = Programs.of(setting).python("numpy_peer");
    List<Case> cases = new ArrayList<>();
    for (ColumnWork work : ColumnWork.values()) {
      cases.add(
          Case.of(
              work.label(),
              (double) rows * work.bytesPerRow(),
              "B",
              contender("quern", large, work, () -> work.run(simd, large)),
              c.contender("c", work.label(), rows),
              contender("java loop", large, work, () -> work.loop(large)),
              numpy.contender("numpy", work.label(), rows)));
    }
    for (ColumnWork work : ColumnWork.values()) {
      cases.add(
          Case.of(
                  work.label() + IN_CACHE,
                  (double) SMALL * REPEATS * work.bytesPerRow(),
                  "B",
                  contender("quern", small, work, () -> repeat(work, simd, small)),
                  contender("twin", small, work, () -> repeat(work, Kernels.scalar(), small)))
              .uncounted());
    }
    return cases;
  }

  @Override
  public List<Claim> claims(List<CaseResult> results) {
    List<Claim> claims = new ArrayList<>();
    for (CaseResult result : results) {
      if (result.ratio().isEmpty()) {
        continue;
      }
      double gain = 1 / result.ratio().getAsDouble();
      String name = result.of().name();
      claims.add(
          name.endsWith(IN_CACHE)
              ? claim(gain >= GAIN, "%s: %.1f times its twin, aimed for %.0f", name, gain, GAIN)
              : claim(
                  gain >= SHARE,
                  "%s: %.2f of the fastest plain loop, aimed for %.2f",
                  name,
                  gain,
                  SHARE));
    }
    return claims;
  }

  private static Claim claim(boolean met, String text, Object... values) {
    return new Claim(String.format(Locale.ROOT, text, values), met);
  }

  /** What a column work returns. */
  @FunctionalInterface
  private interface Run {
    double run();
  }

  private static Contender contender(String name, Columns columns, ColumnWork work, Run run) {
    return timed(name, () -> new Found(run.run()), found -> work.answer(columns, found.value()));
  }

  private static double repeat(ColumnWork work, Kernels kernels, Columns columns) {
    double last = 0;
    for (int i = 0; i < REPEATS; i++) {
      last = work.run(kernels, columns);
    }
    return last;
  }

  /** A number that was computed. */
  private record Found(double value) implements AutoCloseable {
    @Override
    public void close() {}
  }
}
