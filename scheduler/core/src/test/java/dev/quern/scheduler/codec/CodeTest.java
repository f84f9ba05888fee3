package dev.quern.scheduler.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.DataException;
import dev.quern.engine.UnsupportedDataException;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.NoSpillSpace;
import dev.quern.scheduler.task.TaskFunction;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Code of classes that a program made itself, defined anew as if in another process. */
class CodeTest {
  private final MemoryBudget memory = MemoryBudget.root("test", 0);

  /** What the foreign loader defines a copy of. */
  public static final class Job {
    static int factor = 1;
    static Thread thread = Thread.currentThread();

    private Job() {}

    /** Holds a number. */
    record Box(int number) {
      static int boxes = 3;

      int doubled() {
        return 2 * number;
      }
    }

    /** A class with a version of its own making. */
    static class Plain implements Serializable {
      String text = "plain";

      static String unused() {
        return thread.getName();
      }
    }

    /** Functions that are sent. */
    public static TaskFunction.Of0<Object> function(String name) {
      return switch (name) {
        case "factor" -> () -> 10 * factor;
        case "box" -> () -> new Box(factor);
        case "unbox" -> () -> new Box(4).doubled() + Box.boxes;
        case "thread" -> () -> thread.getName();
        case "plain" -> {
          Plain plain = new Plain();
          plain.text = "set";
          yield () -> plain.text;
        }
        default -> throw new IllegalArgumentException(name);
      };
    }

    public static TaskFunction<Object, Object> open() {
      return box -> ((Box) box).number();
    }

    public static void factor(int value) {
      factor = value;
    }
  }

  /** Defines {@link Job} and its members itself. */
  private static final class Foreign extends ClassLoader {
    Foreign() {
      super(CodeTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(Job.class.getName())) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  private final Foreign foreign = new Foreign();

  /** Executors have the jars of a program in a loader of their own, and its classes by name. */
  @Test
  void whatALoaderTookFromAJarStaysByName() throws Exception {
    URL jar = Job.class.getProtectionDomain().getCodeSource().getLocation();
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {jar}, ClassLoader.getPlatformClassLoader())) {
      assertThat(ForeignClasses.contains(loader.loadClass(Foreign.class.getName()))).isFalse();
    }
    assertThat(ForeignClasses.contains(foreign.loadClass(Job.class.getName()))).isTrue();
  }

  @BeforeEach
  void forget() {
    CodeLoaders.clear();
  }

  @Test
  void codeIsDefinedOnceUntilAVariableChanges() {
    byte[] first = sent("factor");
    assertThat(sent("factor")).isEqualTo(first);
    factor(5);
    byte[] second = sent("factor");

    CodeLoaders.clear();
    TaskFunction.Of0<?> one = received(first);
    TaskFunction.Of0<?> again = received(first);
    TaskFunction.Of0<?> five = received(second);

    assertThat(call(one)).isEqualTo(10);
    assertThat(call(five)).isEqualTo(50);
    assertThat(call(one)).isEqualTo(10);
    assertThat(loaderOf(one)).isInstanceOf(CodeLoader.class).isSameAs(loaderOf(again));
    assertThat(loaderOf(five)).isNotSameAs(loaderOf(one));
  }

  @Test
  void whatTheProgramSentComesBackAsItsOwn() {
    assertThat(loaderOf(received(sent("factor")))).isSameAs(foreign);
  }

  @Test
  void staticFieldsOfRecordsGoAlong() {
    byte[] sent = sent("unbox");
    CodeLoaders.clear();
    assertThat(call(received(sent))).isEqualTo(11);
  }

  @Test
  void aSerializableClassKeepsItsVersion() {
    byte[] sent = sent("plain");
    CodeLoaders.clear();
    assertThat(call(received(sent))).isEqualTo("set");
  }

  @Test
  void aVariableThatCannotLeaveIsNamed() {
    assertThatThrownBy(() -> sent("thread"))
        .isInstanceOf(UnsupportedDataException.class)
        .hasMessageContaining("variable 'thread' of java.lang.Thread")
        .hasMessageContaining("Job.lambda$function$")
        .hasMessageContaining("(at CodeTest.java:");
  }

  @Test
  void resultsOfOneCodeAreInputsOfAnother() throws Exception {
    byte[] box = sent("box");
    byte[] open = TaskCodec.encode(method("open").invoke(null)).toBytes();
    CodeLoaders.clear();

    Object made = call(received(box));
    assertThat(made.getClass().getClassLoader()).isInstanceOf(CodeLoader.class);
    byte[] result = TaskCodec.encode(made).toBytes();
    TaskCodec.Decoded opens = decode(open);
    @SuppressWarnings("unchecked")
    TaskFunction<Object, Object> function = (TaskFunction<Object, Object>) opens.value();
    Object input = opens.call(() -> decode(result).value());

    assertThat(input.getClass()).isNotSameAs(made.getClass());
    assertThat(function.apply(input)).isEqualTo(1);
  }

  @Test
  void whatIsEncodedTogetherHasTheSameClasses() throws Exception {
    List<byte[]> sent =
        TaskCodec.encodeAll(
                List.of(
                    method("function", String.class).invoke(null, "box"),
                    method("open").invoke(null)))
            .stream()
            .map(TaskCodec.Encoded::toBytes)
            .toList();
    CodeLoaders.clear();

    Object made = call(received(sent.getFirst()));
    Object input = decode(TaskCodec.encode(made).toBytes()).value();
    @SuppressWarnings("unchecked")
    TaskFunction<Object, Object> function =
        (TaskFunction<Object, Object>) decode(sent.getLast()).value();

    assertThat(input.getClass()).isSameAs(made.getClass());
    assertThat(function.apply(input)).isEqualTo(1);
  }

  @Test
  void damagedCodeIsToldOf() {
    byte[] damaged = sent("factor");
    damaged[damaged.length / 2] ^= 1;
    assertThatThrownBy(() -> decode(damaged)).isInstanceOf(DataException.class);
  }

  @Test
  void codeThatIsNotUsedAnyMoreIsUnloaded() {
    List<byte[]> all = new ArrayList<>();
    for (int i = 0; i <= CodeLoaders.MOST; i++) {
      factor(i);
      all.add(sent("factor"));
    }
    CodeLoaders.clear();
    WeakReference<ClassLoader> first = new WeakReference<>(loaderOf(received(all.getFirst())));
    all.forEach(sent -> assertThat(loaderOf(received(sent))).isInstanceOf(CodeLoader.class));

    for (int i = 0; i < 100 && first.get() != null; i++) {
      System.gc();
    }
    assertThat(first.get()).isNull();
  }

  private byte[] sent(String name) {
    try {
      return TaskCodec.encode(method("function", String.class).invoke(null, name)).toBytes();
    } catch (ReflectiveOperationException e) {
      throw cause(e);
    }
  }

  private void factor(int value) {
    try {
      Object _ = method("factor", int.class).invoke(null, value);
    } catch (ReflectiveOperationException e) {
      throw cause(e);
    }
  }

  private static RuntimeException cause(ReflectiveOperationException e) {
    return e.getCause() instanceof RuntimeException told ? told : new IllegalStateException(e);
  }

  private Method method(String name, Class<?>... parameters) throws ReflectiveOperationException {
    return foreign.loadClass(Job.class.getName()).getMethod(name, parameters);
  }

  private TaskCodec.Decoded decode(byte[] bytes) {
    return TaskCodec.decode(TaskCodec.Encoded.of(bytes), memory, NoSpillSpace.NONE);
  }

  private TaskFunction.Of0<?> received(byte[] bytes) {
    return (TaskFunction.Of0<?>) decode(bytes).value();
  }

  private static ClassLoader loaderOf(Object object) {
    return object.getClass().getClassLoader();
  }

  private static Object call(TaskFunction.Of0<?> function) {
    try {
      return Objects.requireNonNull(function.apply());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
