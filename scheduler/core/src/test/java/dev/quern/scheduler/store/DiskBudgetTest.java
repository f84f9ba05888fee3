package dev.quern.scheduler.store;

import java.nio.file.Path;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Tag;
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
  @Tag("slow")
  void noInterleavingTakesMoreThanThereIs() {
    new ModelCheckingOptions().threads(2).actorsPerThread(2).iterations(20).check(FiveBytes.class);
    new StressOptions().threads(3).actorsPerThread(2).iterations(5).check(FiveBytes.class);
  }
}
