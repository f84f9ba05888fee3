package dev.quern.engine.agg;

import dev.quern.engine.PlanException;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes states field by field: classes of primitives, text and arrays of primitives. */
final class StateFields<S> implements Aggregator.Codec<S> {
  private static final long serialVersionUID = 1;
  private static final int NOTHING = -1;
  private static final long OBJECT_BYTES = 16;
  private static final Set<Class<?>> KNOWN =
      Set.of(String.class, byte[].class, int[].class, long[].class, double[].class);

  private final Class<S> type;
  private transient @Nullable List<Field> fields;

  private StateFields(Class<S> type) {
    this.type = type;
  }

  /** The codec of the class of {@code example}. */
  @SuppressWarnings("unchecked")
  static <S> StateFields<S> of(S example) {
    StateFields<S> codec = new StateFields<>((Class<S>) example.getClass());
    for (Field field : codec.fields()) {
      Class<?> of = field.getType();
      if ((!of.isPrimitive() && !KNOWN.contains(of)) || Modifier.isFinal(field.getModifiers())) {
        throw new PlanException(
            ("states of %s need a codec: field %s is %s%s, and only primitives, text and arrays of"
                    + " int, long, double and byte that are not final are written without one")
                .formatted(
                    codec.type.getName(),
                    field.getName(),
                    Modifier.isFinal(field.getModifiers()) ? "final " : "",
                    of.getSimpleName()));
      }
    }
    codec.empty();
    return codec;
  }

  private List<Field> fields() {
    List<Field> known = fields;
    if (known == null) {
      known = new ArrayList<>();
      for (Class<?> at = type; at != Object.class && at != null; at = at.getSuperclass()) {
        for (Field field : at.getDeclaredFields()) {
          if ((field.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) == 0) {
            known.add(accessible(field));
          }
        }
      }
      // The order in which reflection lists them is not promised.
      known.sort(
          Comparator.comparing((Field f) -> f.getDeclaringClass().getName())
              .thenComparing(Field::getName));
      fields = known;
    }
    return known;
  }

  private Field accessible(Field field) {
    if (!field.trySetAccessible()) {
      throw new PlanException(
          "states of %s need a codec: field %s cannot be read"
              .formatted(type.getName(), field.getName()));
    }
    return field;
  }

  private S empty() {
    try {
      Constructor<S> constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      return constructor.newInstance();
    } catch (ReflectiveOperationException _) {
      throw new PlanException(
          "states of %s need a codec, or a constructor without parameters"
              .formatted(type.getName()));
    }
  }

  @Override
  public void write(S state, DataOutput out) throws IOException {
    try {
      for (Field field : fields()) {
        write(field, state, out);
      }
    } catch (IllegalAccessException e) {
      throw new IOException(e);
    }
  }

  private void write(Field field, S state, DataOutput out)
      throws IOException, IllegalAccessException {
    switch (field.getType().getName()) {
      case "long" -> out.writeLong(field.getLong(state));
      case "double" -> out.writeDouble(field.getDouble(state));
      case "int" -> out.writeInt(field.getInt(state));
      case "float" -> out.writeFloat(field.getFloat(state));
      case "boolean" -> out.writeBoolean(field.getBoolean(state));
      case "byte" -> out.writeByte(field.getByte(state));
      case "short" -> out.writeShort(field.getShort(state));
      case "char" -> out.writeChar(field.getChar(state));
      default -> writeObject(field.get(state), out);
    }
  }

  private static void writeObject(@Nullable Object value, DataOutput out) throws IOException {
    switch (value) {
      case null -> out.writeInt(NOTHING);
      case String text -> writeObject(text.getBytes(StandardCharsets.UTF_8), out);
      case byte[] bytes -> {
        out.writeInt(bytes.length);
        out.write(bytes);
      }
      case int[] numbers -> {
        out.writeInt(numbers.length);
        for (int number : numbers) {
          out.writeInt(number);
        }
      }
      case long[] numbers -> {
        out.writeInt(numbers.length);
        for (long number : numbers) {
          out.writeLong(number);
        }
      }
      case double[] numbers -> {
        out.writeInt(numbers.length);
        for (double number : numbers) {
          out.writeDouble(number);
        }
      }
      default -> throw new IOException("a field of " + value.getClass());
    }
  }

  @Override
  public S read(DataInput in) throws IOException {
    S state = empty();
    try {
      for (Field field : fields()) {
        read(field, state, in);
      }
    } catch (IllegalAccessException e) {
      throw new IOException(e);
    }
    return state;
  }

  private void read(Field field, S state, DataInput in) throws IOException, IllegalAccessException {
    switch (field.getType().getName()) {
      case "long" -> field.setLong(state, in.readLong());
      case "double" -> field.setDouble(state, in.readDouble());
      case "int" -> field.setInt(state, in.readInt());
      case "float" -> field.setFloat(state, in.readFloat());
      case "boolean" -> field.setBoolean(state, in.readBoolean());
      case "byte" -> field.setByte(state, in.readByte());
      case "short" -> field.setShort(state, in.readShort());
      case "char" -> field.setChar(state, in.readChar());
      default -> field.set(state, readObject(field.getType(), in));
    }
  }

  private static @Nullable Object readObject(Class<?> type, DataInput in) throws IOException {
    int length = in.readInt();
    if (length == NOTHING) {
      return null;
    }
    if (type == int[].class) {
      int[] numbers = new int[length];
      for (int i = 0; i < length; i++) {
        numbers[i] = in.readInt();
      }
      return numbers;
    }
    if (type == long[].class) {
      long[] numbers = new long[length];
      for (int i = 0; i < length; i++) {
        numbers[i] = in.readLong();
      }
      return numbers;
    }
    if (type == double[].class) {
      double[] numbers = new double[length];
      for (int i = 0; i < length; i++) {
        numbers[i] = in.readDouble();
      }
      return numbers;
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return type == byte[].class ? bytes : new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public long heapBytes(S state) {
    long bytes = OBJECT_BYTES;
    try {
      for (Field field : fields()) {
        bytes += Long.BYTES;
        Object value = field.getType().isPrimitive() ? null : field.get(state);
        if (value instanceof String text) {
          bytes += 2 * OBJECT_BYTES + text.length();
        } else if (value != null) {
          int width = value instanceof byte[] ? 1 : value instanceof int[] ? 4 : Long.BYTES;
          bytes += OBJECT_BYTES + (long) width * Array.getLength(value);
        }
      }
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
    return bytes;
  }
}
