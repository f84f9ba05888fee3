package dev.quern.scheduler.spark;

import static dev.quern.arrays.NDArrays.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.arrays.DenseArray;
import dev.quern.arrays.NDArray;
import dev.quern.engine.MemoryLimitException;
import dev.quern.scheduler.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What has no place on the way to the program is refused, and the executors live on. */
@ExtendWith(Cluster.class)
class LargeResultTest {

  @Test
  void aResultThatTheHeapOfAnExecutorCannotTakeIsRefusedWithTheCure() {
    // One chunk of 160 MB, on executors with heaps of 768 MB.
    NDArray large = random(1).normal(20_000_000).chunk(20_000_000);
    try (Session session = Cluster.session().open()) {
      assertThatThrownBy(() -> large.compute(session))
          .isInstanceOf(MemoryLimitException.class)
          .hasMessageContaining("writeParquet")
          .hasMessageContaining("spark.executor.memory");
      try (DenseArray sum = large.sum().compute(session)) {
        assertThat(sum.toDoubleArray()).hasSize(1);
      }
    }
  }
}
