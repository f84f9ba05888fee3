package dev.quern.scheduler.codec;

import dev.quern.engine.SourceLine;
import dev.quern.engine.UnsupportedDataException;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What has to go along with some objects: the code behind them, and the names of their classes. */
final class Luggage {
  /** The number of the code of classes that the other side has. */
  static final int NONE = 0;

  /** The number of the code of this process; what was brought is counted from one. */
  static final int OWN = Byte.MAX_VALUE;

  private final Set<String> names = new TreeSet<>();
  private final CodeWalk walk = new CodeWalk();
  private final List<SerializedLambda> lambdas = new ArrayList<>();
  private final List<Code> brought = new ArrayList<>();
  private final boolean mayHoldChunks;

  Luggage(boolean mayHoldChunks) {
    this.mayHoldChunks = mayHoldChunks;
  }

  boolean mayHoldChunks() {
    return mayHoldChunks;
  }

  /** Takes note of a class; returns the number of the code that it is in. */
  int add(Class<?> type) {
    Class<?> element = type;
    while (element.isArray()) {
      element = element.componentType();
    }
    if (!ClassFilter.isKnown(element)) {
      names.add(element.getName());
    }
    if (element.isPrimitive() || !ForeignClasses.contains(element)) {
      return NONE;
    }
    if (element.getClassLoader() instanceof CodeLoader loader) {
      return number(loader.code());
    }
    walk.add(element);
    return OWN;
  }

  private int number(Code code) {
    for (int i = 0; i < brought.size(); i++) {
      if (brought.get(i).hash().equals(code.hash())) {
        return i + 1;
      }
    }
    brought.add(code);
    if (brought.size() >= OWN) {
      throw new UnsupportedDataException(
          "objects of classes from %d pieces of code cannot leave the process together"
              .formatted(OWN));
    }
    return brought.size();
  }

  /** Takes note of a lambda, whose capturing class comes soon. */
  void add(SerializedLambda lambda) {
    lambdas.add(lambda);
  }

  /** The names of classes that are neither Quern's nor the JDK's usual values. */
  Set<String> names() {
    return names;
  }

  /** The code that they need, with the variables as they are now. */
  Codes codes() throws IOException {
    return new Codes(own(), brought);
  }

  private @Nullable Code own() throws IOException {
    lambdas();
    if (walk.isEmpty()) {
      return null;
    }
    // A value may be of code that reads further variables.
    Map<Field, Code.Variable> values = new LinkedHashMap<>();
    while (values.size() < walk.variables().size()) {
      for (Map.Entry<Field, CodeWalk.Reader> each : List.copyOf(walk.variables().entrySet())) {
        if (!values.containsKey(each.getKey())) {
          values.put(each.getKey(), value(each.getKey(), each.getValue()));
          lambdas();
        }
      }
    }
    List<Code.Variable> sorted = new ArrayList<>(values.values());
    sorted.sort(Comparator.comparing(Code.Variable::className).thenComparing(Code.Variable::field));
    Code code = Code.of(walk.classes(), sorted);
    CodeLoaders.sent(code, walk.loader());
    return code;
  }

  /**
   * The code that goes along.
   *
   * @param own that of the process that wrote it
   * @param brought what came to that process from others
   */
  record Codes(@Nullable Code own, List<Code> brought) {
    Codes {
      brought = List.copyOf(brought);
    }

    void write(DataOutputStream out) throws IOException {
      out.writeBoolean(own != null);
      if (own != null) {
        own.write(out);
      }
      out.writeByte(brought.size());
      for (Code code : brought) {
        code.write(out);
      }
    }

    static Codes read(DataInputStream in) throws IOException {
      Code own = in.readBoolean() ? Code.read(in) : null;
      List<Code> brought = new ArrayList<>();
      for (int left = in.readByte(); left > 0; left--) {
        brought.add(Code.read(in));
      }
      return new Codes(own, brought);
    }

    Loaders loaders(CodeLoader.Values values) {
      return new Loaders(
          own == null ? null : CodeLoaders.of(own, values),
          brought.stream().map(code -> CodeLoaders.of(code, values)).toList());
    }
  }

  /** The loaders of such code. */
  record Loaders(@Nullable ClassLoader own, List<ClassLoader> brought) {
    /** That of the code numbered so; null when there is none. */
    @Nullable ClassLoader get(int number) {
      if (number == OWN) {
        return own;
      }
      return number > 0 && number <= brought.size() ? brought.get(number - 1) : null;
    }
  }

  private void lambdas() {
    lambdas.forEach(walk::add);
    lambdas.clear();
  }

  private Code.Variable value(Field field, CodeWalk.Reader reader) throws IOException {
    Object value = read(field);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int before = brought.size();
    try (TaskOutput out = new TaskOutput(bytes, this)) {
      out.writeObject(value);
    } catch (NotSerializableException | UnsupportedDataException e) {
      String why =
          e instanceof NotSerializableException
              ? e.getMessage() + " does not implement java.io.Serializable"
              : String.valueOf(e.getMessage());
      throw refusal(field, reader, value, why, e);
    }
    if (brought.size() > before) {
      throw refusal(field, reader, value, "it is of a class that came from elsewhere", null);
    }
    String owner = field.getDeclaringClass().getName();
    return new Code.Variable(owner, field.getName(), bytes.toByteArray());
  }

  private static @Nullable Object read(Field field) {
    try {
      field.setAccessible(true);
      return field.get(null);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("it was made accessible", e);
    }
  }

  private static UnsupportedDataException refusal(
      Field field,
      CodeWalk.Reader reader,
      @Nullable Object value,
      String why,
      @Nullable Exception cause) {
    String message =
        "variable '%s' of %s, which %s.%s reads, cannot leave the process: %s; put what is needed of it into a variable of its own%s"
            .formatted(
                field.getName(),
                value == null ? field.getType().getName() : value.getClass().getName(),
                reader.className(),
                reader.method(),
                why,
                SourceLine.here().suffix());
    return cause == null
        ? new UnsupportedDataException(message)
        : new UnsupportedDataException(message, cause);
  }
}
