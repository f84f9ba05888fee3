package dev.quern.scheduler.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.arrays.DenseArray;
import dev.quern.dataframes.Table;
import dev.quern.engine.type.Schema;
import dev.quern.scheduler.Lazy;
import dev.quern.scheduler.Session;
import dev.quern.scheduler.sim.Simulation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The same bits on one machine, in a simulation, and on a cluster. */
@ExtendWith(Cluster.class)
class ConformanceTest {
  @TempDir static Path folder;
  private static Session cluster;
  private static Session local;

  @BeforeAll
  static void open() {
    local = Session.local().workers(2).memory("512m").open();
    cluster = Cluster.session().open();
  }

  @AfterAll
  static void close() {
    cluster.close();
    local.close();
  }

  @TestFactory
  Stream<DynamicTest> givesTheSameEverywhere() {
    return Cases.all(folder).entrySet().stream()
        .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> check(entry.getValue())));
  }

  private static void check(Lazy<?> lazy) {
    Object expected = exact(lazy.compute(local));
    assertThat(exact(lazy.compute(cluster))).as("on a cluster").isEqualTo(expected);
    try (Simulation simulation = Simulation.seed(1)) {
      assertThat(exact(lazy.compute(simulation.session())))
          .as("in a simulation")
          .isEqualTo(expected);
    }
  }

  /* Something to be compared, to the last bit. */
  private static Object exact(@Nullable Object result) {
    return switch (result) {
      case Table table -> {
        try (table) {
          yield rows(table);
        }
      }
      case DenseArray array -> {
        try (array) {
          yield array.shape()
              + Arrays.toString(
                  Arrays.stream(array.toDoubleArray())
                      .mapToLong(Double::doubleToRawLongBits)
                      .toArray());
        }
      }
      case null -> "null";
      default -> result;
    };
  }

  private static List<List<Object>> rows(Table table) {
    Schema schema = table.schema();
    List<List<Object>> rows = new ArrayList<>();
    for (long row = 0; row < table.rows(); row++) {
      List<Object> cells = new ArrayList<>();
      for (String column : schema.names()) {
        Object cell = table.get(row, column);
        cells.add(
            cell instanceof Double number
                ? Double.doubleToRawLongBits(number)
                : String.valueOf(cell));
      }
      rows.add(cells);
    }
    return rows;
  }
}
