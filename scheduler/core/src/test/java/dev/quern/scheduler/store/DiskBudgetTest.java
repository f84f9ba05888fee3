package dev.quern.scheduler.store;

import dev.quern.scheduler.Interleavings;
import java.nio.file.Path;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

class DiskBudgetTest {

  /** A budget of five bytes, as {@link DiskBudgetTest} has it model-checked. */
  public static class FiveBytes {
    private final DiskBudget budget = new DiskBudget(Path.of("."), 5);

    /** Takes two. */
    @Operation
    public boolean takeTwo() {
      return budget.tryTake(2);
    }

    /** Takes three. */
    @Operation
    public boolean takeThree() {
      return budget.tryTake(3);
    }

    /** How many are taken. */
    @Operation
    public long used() {
      return budget.used();
    }
  }

  @Test
  void noInterleavingTakesMoreThanThereIs() {
    Interleavings.played(2, 2).check(FiveBytes.class);
    Interleavings.stressed(3, 2).check(FiveBytes.class);
  }
}
