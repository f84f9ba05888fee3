package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.readParquet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.scheduler.RunProfile;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows are looked up by columns that are not sorted. */
class BloomFilterWriteTest {
  private static final int ROWS = 200_000;

  record User(long id, String email, int shard) {}

  /* Neighbours are far apart, so that bounds tell nothing. */
  private static final List<User> USERS =
      LongStream.range(0, ROWS)
          .map(i -> i * 7_919 % ROWS)
          .mapToObj(i -> new User(i, "user%d@quern.dev".formatted(i), (int) i % 3))
          .toList();

  private static final WriteOptions LOOKED_UP =
      WriteOptions.DEFAULTS.withBloomFilters("id", "email");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"users.parquet", "users"})
  void groupsWithoutTheValueAreSkipped(String name) {
    String path = folder.resolve(name).toString();
    Frames.of(User.class, USERS).toFrame().writeParquet(path, LOOKED_UP);
    DataFrame users = readParquet(path);

    assertThat(users.filter(col("email").eq("user777@quern.dev")).as(User.class).toRecords())
        .containsExactly(new User(777, "user777@quern.dev", 0));
    assertThat(users.filter(col("id").in(5L, 6L)).as(User.class).toRecords())
        .containsExactlyInAnyOrder(user(5), user(6));
    assertThat(skipped(users.filter(col("email").eq("user777@quern.com")))).isEqualTo(ROWS);
    // One of two row groups has it, and of that the morsels without it are skipped too.
    assertThat(skipped(users.filter(col("id").eq(777L)))).isBetween(ROWS - 16_384L, ROWS - 1L);
  }

  @Test
  void filesOfPartitionsHaveThem() {
    String path = folder.resolve("users").toString();
    Frames.of(User.class, USERS).toFrame().writeParquet(path, LOOKED_UP.withPartitionBy("shard"));
    DataFrame users = readParquet(path);
    assertThat(skipped(users.filter(col("email").eq("user77@quern.com")))).isEqualTo(ROWS);
    assertThat(users.filter(col("id").eq(9L)).count()).isEqualTo(1);
  }

  @Test
  void whatCannotHaveOneIsRefusedAtOnce() {
    DataFrame users = Frames.of(User.class, USERS).toFrame();
    assertThatThrownBy(() -> users.writeCsv(folder.resolve("users").toString(), LOOKED_UP))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("options for Parquet, and another format is written");
    assertThatThrownBy(
            () ->
                users.writeParquet(
                    folder.resolve("users").toString(),
                    WriteOptions.DEFAULTS.withBloomFilters("mail")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("no Bloom filter of column 'mail': those of [id, email, shard]");
    assertThatThrownBy(
            () ->
                users.writeParquet(
                    folder.resolve("users").toString(),
                    WriteOptions.DEFAULTS.withPartitionBy("shard").withBloomFilters("shard")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("'shard': those of [id, email]");
    assertThat(folder).isEmptyDirectory();
  }

  private static User user(long id) {
    return new User(id, "user%d@quern.dev".formatted(id), (int) id % 3);
  }

  private static long skipped(DataFrame frame) {
    return frame.profile().nodes().stream().mapToLong(RunProfile.Node::skipped).sum();
  }
}
