package dev.quern.scheduler.spark.rdd;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/** How the calls of a bundle have ended, for the driver. */
public final class CallResults extends AbstractFunction1<Iterator<byte[]>, byte[][]>
    implements Serializable {
  @Override
  public byte[][] apply(Iterator<byte[]> bundle) {
    List<byte[]> results = new ArrayList<>();
    while (bundle.hasNext()) {
      results.add(bundle.next());
    }
    return results.toArray(byte[][]::new);
  }
}
