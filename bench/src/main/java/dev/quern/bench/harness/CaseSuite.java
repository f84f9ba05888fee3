package dev.quern.bench.harness;

import java.util.ArrayList;
import java.util.List;

/** A suite of cases, in each of which Quern and its peers run in turn. */
public interface CaseSuite extends Suite {

  /** The cases. */
  List<Case> cases(Setting setting) throws Exception;

  @Override
  default String method(Options options) {
    return "%d threads each; cold = first run, warm = median (and least) of %d rounds in turn, after %s s or more of warm-up, until it gets no faster"
        .formatted(options.threads(), options.rounds(), options.warmup());
  }

  /** Least seconds that contenders run before rounds count; 0 for none. */
  default double warmup(Options options) {
    return options.warmup();
  }

  @Override
  default List<CaseResult> run(Setting setting) throws Exception {
    Options options = setting.options().withWarmup(warmup(setting.options()));
    CaseRunner runner = new CaseRunner(options, setting.progress());
    List<CaseResult> results = new ArrayList<>();
    for (Case work : cases(setting)) {
      if (work.name().contains(setting.options().only())) {
        CaseResult result = runner.run(work);
        setting.progress().done(Report.line(result));
        results.add(result);
      }
    }
    return results;
  }
}
