package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.SortOrder;
import dev.quern.engine.io.Source;
import java.util.List;

/** A source whose rows are surely in an order. */
public interface OrderedSource extends Source {

  /** What its rows are ordered by, first what matters most; nothing for no order. */
  List<SortOrder> order();
}
