package dev.quern.scheduler.spark.rdd;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import scala.Product2;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/** Units' results as bytes for the driver: what is done with a bundle of the last layer. */
public final class ResultBytes
    extends AbstractFunction1<Iterator<Product2<Object, Object>>, byte[][]>
    implements Serializable {
  @Override
  public byte[][] apply(Iterator<Product2<Object, Object>> bundle) {
    List<byte[]> results = new ArrayList<>();
    while (bundle.hasNext()) {
      ResultBuffer bytes = new ResultBuffer();
      ((Outgoing) bundle.next()._2()).write(bytes);
      results.add(bytes.toByteArray());
    }
    return results.toArray(byte[][]::new);
  }
}
