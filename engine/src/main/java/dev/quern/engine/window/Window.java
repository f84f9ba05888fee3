package dev.quern.engine.window;

import dev.quern.engine.sort.SortKey;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is computed over sorted rows.
 *
 * @param input the schema of the rows
 * @param keys what they are sorted by
 * @param partitionKeys how many of the first keys make the partitions; of none, all rows are one
 * @param outputs the columns that are added
 */
public record Window(Schema input, List<SortKey> keys, int partitionKeys, List<Output> outputs) {

  /**
   * One column that is added.
   *
   * @param name its name
   * @param inputs positions of the columns that the function reads
   */
  public record Output(String name, WindowFunction function, List<Integer> inputs) {
    /** Copies the list. */
    public Output {
      inputs = List.copyOf(inputs);
    }
  }

  /** Copies the lists. */
  public Window {
    keys = List.copyOf(keys);
    outputs = List.copyOf(outputs);
  }

  /** The columns that come out: those of the input, and then the added ones. */
  public Schema schema() {
    List<Field> fields = new ArrayList<>(input.fields());
    outputs.forEach(output -> fields.add(field(output)));
    return Schema.of(fields);
  }

  /** The columns that are added. */
  Schema outputSchema() {
    return Schema.of(outputs.stream().map(this::field).toList());
  }

  private Field field(Output output) {
    List<DType> types = output.inputs().stream().map(i -> input.field(i).type()).toList();
    return Field.of(output.name(), output.function().resultType(types));
  }

  /** Positions of the columns that are looked at, in the order in which they are kept. */
  List<Integer> read() {
    Set<Integer> read = new LinkedHashSet<>();
    keys.forEach(key -> read.add(key.column()));
    outputs.forEach(output -> read.addAll(output.inputs()));
    return List.copyOf(read);
  }
}
