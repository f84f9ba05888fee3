package dev.quern.bench.suite;

import static dev.quern.dataframes.Frames.readParquet;

import dev.quern.bench.data.DataFolder;
import dev.quern.bench.data.JoinTable;
import dev.quern.bench.harness.Bench;
import dev.quern.bench.harness.Case;
import dev.quern.bench.harness.CaseSuite;
import dev.quern.bench.harness.Contender;
import dev.quern.bench.harness.Setting;
import dev.quern.bench.peer.DuckDb;
import dev.quern.bench.peer.Programs;
import dev.quern.dataframes.DataFrame;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The ten group-by and five join questions of the h2o.ai database benchmark, 1e7 rows, from zstd
 * Parquet and from memory, beside DuckDB and Polars. All rows of the answers are kept. With a
 * budget DuckDB has the same (Polars knows no limit), and what is kept may lie on disk.
 */
public final class H2oSuite implements CaseSuite {
  private H2oSuite() {}

  /** Times the questions. */
  public static void main(String... arguments) {
    Bench.main(new H2oSuite(), arguments);
  }

  @Override
  public String name() {
    return "h2o";
  }

  @Override
  public List<Case> cases(Setting setting) throws Exception {
    DataFolder data = new DataFolder(setting.options(), setting.progress());
    Map<String, Path> files = new HashMap<>(Map.of("g1", data.groupRows()));
    for (JoinTable table : JoinTable.values()) {
      files.put(table.tableName(), data.join(table));
    }
    QuernFrames quern = QuernFrames.of(setting);
    DuckDb onFiles = DuckDb.of(setting);
    DuckDb inMemory = DuckDb.of(setting);
    for (Map.Entry<String, Path> file : files.entrySet()) {
      onFiles.view(file.getKey(), file.getValue());
    }
    Programs.Peer polars = Programs.of(setting).python("h2o_peer");
    Loaded loaded = setting.own(new Loaded(quern, inMemory, files));
    List<Case> cases = new ArrayList<>();
    for (H2oQuery query : H2oQuery.all()) {
      cases.add(
          Case.of(
              query.name() + " parquet",
              0,
              "",
              quern.load(
                  () -> query.frame().apply(name -> readParquet(String.valueOf(files.get(name)))),
                  query::checked),
              onFiles.load(query.sql(), query.check()),
              polars.contender("polars", query.name() + " parquet", paths(query, files))));
    }
    for (H2oQuery query : H2oQuery.all()) {
      cases.add(
          Case.of(
              query.name() + " memory",
              0,
              "",
              loaded.before(
                  query, quern.load(() -> query.frame().apply(loaded::frame), query::checked)),
              loaded.before(query, inMemory.load(query.sql(), query.check())),
              polars.contender("polars", query.name() + " memory", paths(query, files))));
    }
    return cases;
  }

  private static Object[] paths(H2oQuery query, Map<String, Path> files) {
    return query.tables().stream().map(files::get).toArray();
  }

  /** Tables in the memory of both, read when the first case needs them. */
  private static final class Loaded implements AutoCloseable {
    private final QuernFrames quern;
    private final DuckDb duckDb;
    private final Map<String, Path> files;
    private final Map<String, QuernFrames.Kept> tables = new HashMap<>();

    Loaded(QuernFrames quern, DuckDb duckDb, Map<String, Path> files) {
      this.quern = quern;
      this.duckDb = duckDb;
      this.files = files;
    }

    DataFrame frame(String name) {
      return Objects.requireNonNull(tables.get(name)).frame();
    }

    /** The contender, for which the tables of {@code query} are there before it is timed. */
    Contender before(H2oQuery query, Contender contender) {
      return contender instanceof Contender.Present present
          ? new Contender.Present(
              present.name(),
              () -> {
                for (String table : query.tables()) {
                  load(table);
                }
                return present.round().run();
              })
          : contender;
    }

    private void load(String name) throws SQLException {
      if (!tables.containsKey(name)) {
        Path file = Objects.requireNonNull(files.get(name));
        tables.put(name, quern.keep(readParquet(file.toString())));
        duckDb.execute(
            "CREATE TABLE %s AS SELECT * FROM read_parquet(%s)"
                .formatted(name, DuckDb.quoted(file)));
      }
    }

    @Override
    public void close() {
      tables.values().forEach(QuernFrames.Kept::close);
    }
  }
}
