package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.readJson;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.scheduler.Session;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists and records in JSON lines come back without a word about their types. */
class JsonNestedFrameTest {
  record Item(String name, double price) {}

  record Order(long id, @Nullable List<Item> items, List<Long> codes) {}

  private static final List<Order> ORDERS =
      IntStream.range(0, 20_000)
          .mapToObj(
              i ->
                  new Order(
                      i,
                      i % 5 == 0
                          ? null
                          : IntStream.range(0, i % 4)
                              .mapToObj(j -> new Item("item " + i % 7, j + i / 8.0))
                              .toList(),
                      List.of((long) i, -1L)))
          .toList();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void comeBack(int workers) {
    String path = folder.resolve("orders").toString();
    try (Session session = Session.local().workers(workers).memory("256m").open()) {
      session.run(
          () -> {
            Frames.of(Order.class, ORDERS).toFrame().writeJson(path);
            assertThat(readJson(path).toRecords(Order.class)).isEqualTo(ORDERS);
          });
    }
  }
}
