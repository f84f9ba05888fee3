package dev.quern.bench.suite;

import static dev.quern.bench.harness.Contender.timed;

import dev.quern.bench.harness.Answer;
import dev.quern.bench.harness.Contender;
import dev.quern.bench.harness.Setting;
import dev.quern.dataframes.DataFrame;
import dev.quern.dataframes.Table;
import dev.quern.scheduler.Session;
import dev.quern.scheduler.SessionConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Quern's side of cases on frames: each run writes its query anew, as SQL is parsed anew, and is
 * done when the rows of the result are in memory.
 *
 * @param session what they run in
 * @param bounded whether memory is short, so that results are kept where they can go to disk
 */
public record QuernFrames(Session session, boolean bounded) {
  private static final String NAME = "quern";

  /** Frames run by as many workers as {@code setting} says. */
  public static QuernFrames of(Setting setting) {
    SessionConfig config = Session.local().workers(setting.options().threads());
    String memory = setting.options().memory();
    return new QuernFrames(
        setting.own((memory.isEmpty() ? config : config.memory(memory)).open()), !memory.isEmpty());
  }

  /** A contender whose rows are the answer in their order. */
  public Contender query(Supplier<DataFrame> frame) {
    return timed(NAME, () -> frame.get().collect(session), QuernFrames::answer);
  }

  /** A contender whose rows have no order. */
  public Contender unordered(Supplier<DataFrame> frame) {
    return timed(NAME, () -> frame.get().collect(session), table -> answer(table).sorted());
  }

  /** A contender that keeps all rows of a frame; what {@code check} makes of them is the answer. */
  public Contender load(Supplier<DataFrame> frame, UnaryOperator<DataFrame> check) {
    return timed(
        NAME,
        () -> keep(frame.get()),
        kept -> {
          try (Table checked = check.apply(kept.frame()).collect(session)) {
            return answer(checked);
          }
        });
  }

  /** Computes all rows of {@code frame} and keeps them: in memory, or on disk while it is short. */
  Kept keep(DataFrame frame) {
    if (bounded) {
      return new Kept(frame, session.persist(frame)::close);
    }
    Table table = frame.collect(session);
    return new Kept(table.toFrame(), table::close);
  }

  /**
   * Rows that are kept.
   *
   * @param frame reads them
   * @param rows gives them up
   */
  record Kept(DataFrame frame, Closing rows) implements AutoCloseable {
    @Override
    public void close() {
      rows.close();
    }
  }

  /** Gives something up. */
  interface Closing extends AutoCloseable {
    @Override
    void close();
  }

  private static Answer answer(Table table) {
    List<String> names = table.schema().names();
    List<List<String>> rows = new ArrayList<>();
    for (long row = 0; row < table.rows(); row++) {
      List<String> cells = new ArrayList<>();
      for (String name : names) {
        cells.add(Answer.text(table.get(row, name)));
      }
      rows.add(cells);
    }
    return new Answer(rows);
  }
}
