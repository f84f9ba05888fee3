package dev.quern.arrays;

import static dev.quern.arrays.NDArrays.arange;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.scheduler.RunProfile;
import dev.quern.scheduler.Scattered;
import dev.quern.scheduler.Session;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArrayProfileTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void tellsWhatEachPlanNodeHasCost(int workers) {
    try (Session session = Session.local().workers(workers).memory("64m").open()) {
      NDArray sums = arange(60_000).reshape(20_000, 3).chunk(5_000, 3).sum(0);

      RunProfile profile = sums.profile(session);

      assertThat(profile.workers()).isEqualTo(workers);
      assertThat(profile.nodes()).isNotEmpty().allMatch(node -> node.tasks() > 0);
      assertThat(profile.nodes()).anyMatch(node -> node.count() == 3 && node.bytes() > 0);
      assertThat(profile.toString()).contains("elements", "ArrayProfileTest.java:");
      assertThat(session.memory().used()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void anArrayIsScatteredAndPutTogetherForEachWhoAsks(int workers) {
    try (Session session = Session.local().workers(workers).memory("64m").open()) {
      try (Scattered<DenseArray> there =
          session.scatter(arange(60_000).chunk(7_000).compute(session))) {
        double last =
            session
                .submit(
                    () -> {
                      try (DenseArray mine = there.get()) {
                        return mine.get(-1);
                      }
                    })
                .join();
        assertThat(last).isEqualTo(59_999);
      }
      assertThat(session.memory().used()).isZero();
    }
  }
}
