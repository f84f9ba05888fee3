package dev.quern.scheduler.spark;

import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.readCsv;
import static dev.quern.dataframes.Frames.sum;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.dataframes.DataFrame;
import dev.quern.dataframes.Table;
import dev.quern.scheduler.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** So many groups that each part of them is merged by a task of its own, which fetches no other. */
@ExtendWith(Cluster.class)
@Tag("slow")
class ManyGroupsTest {
  private static final int FILES = 6;
  private static final int ROWS = 400_000;

  /* Each of two executors would fetch all of it, were it not for sections. */
  private static final double MOST_FETCHED = 1.5;

  @TempDir Path folder;

  @Test
  void theSameGroupsInTheSameOrder() throws IOException, TimeoutException {
    Random random = new Random(3);
    for (int file = 0; file < FILES; file++) {
      StringBuilder text = new StringBuilder("key,value\n");
      for (int row = 0; row < ROWS; row++) {
        text.append(random.nextInt(FILES * ROWS)).append(',');
        text.append(random.nextInt(1_000_000)).append(".0").append(random.nextInt(10)).append('\n');
      }
      Files.writeString(folder.resolve("rows-%d.csv".formatted(file)), text.toString());
    }
    // What floats sum up to depends on their order.
    DataFrame wanted =
        readCsv(folder + "/rows-*.csv")
            .groupBy("key")
            .agg(sum("value").as("sum"), count().as("rows"))
            .agg(sum("sum").as("all"), sum("rows").as("rows"), count().as("groups"));
    String expected;
    try (Session here = Session.local().workers(2).memory("512m").open()) {
      expected = text(wanted, here);
    }
    try (Session cluster = Cluster.session().open();
        Traffic traffic = Traffic.count()) {
      assertThat(text(wanted, cluster)).isEqualTo(expected);
      assertThat(traffic.fetchedTimes()).as("%s", traffic).isLessThan(MOST_FETCHED);
    }
  }

  private static String text(DataFrame frame, Session session) {
    try (Table table = frame.collect(session)) {
      // A double's text says all of its bits.
      return table.get(0, "all") + " " + table.get(0, "rows") + " " + table.get(0, "groups");
    }
  }
}
