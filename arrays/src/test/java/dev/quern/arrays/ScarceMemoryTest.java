package dev.quern.arrays;

import static dev.quern.arrays.NDArrays.arange;
import static dev.quern.arrays.NDArrays.axis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.TaskFailedException;
import dev.quern.scheduler.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Refused memory, wherever in a computation, is an error that leaks nothing. */
@ExtendWith(Workers.class)
class ScarceMemoryTest {

  @Test
  void everyRefusalFreesWhatWasTaken() {
    NDArray x = arange(60_000).reshape(20_000, 3).chunk(5_000, 3);
    NDArray z = x.minus(x.mean(0)).divide(x.std(axis(0).ddof(1)));
    NDArray all = z.T().matmul(z).plus(x.argmax(0)).minus(z.slice("::-7").max(0));
    int refused = 0;
    int computed = 0;
    for (int kilobytes = 64; kilobytes <= 16_384; kilobytes += kilobytes / 6) {
      try (Session small = Session.local().workers(2).memory(kilobytes + "k").open()) {
        try (DenseArray result = all.compute(small)) {
          assertThat(result.size()).isEqualTo(9);
          computed++;
        } catch (TaskFailedException e) {
          assertThat(e).hasMessageContaining("cannot give");
          refused++;
        }
        assertThat(small.memory().used()).as("%d KiB", kilobytes).isZero();
      }
    }
    assertThat(refused).isGreaterThan(5);
    assertThat(computed).isGreaterThan(0);
  }
}
