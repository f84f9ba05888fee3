package dev.quern.arrays.expr;

import dev.quern.arrays.expr.ArrayExpr.Constant;
import dev.quern.arrays.expr.ArrayExpr.Input;
import dev.quern.engine.chunk.Block;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An expression bound to the blocks of one chunk, evaluated a tile at a time: {@value #TILE}
 * elements in C order of the chunk, so that every step's result is read again from the cache.
 *
 * <p>Inputs that lie as the chunk does are read where they are; broadcast ones are written out for
 * the tile, and single elements are constants to the kernels. Scratch space is one tile a register.
 * Used by one thread.
 */
public final class TileEvaluator implements AutoCloseable {
  /** Elements of a tile: 64 KiB of doubles. A multiple of 64, so that bitmaps start at bit 0. */
  public static final int TILE = 8192;

  private static final int REGISTER_BYTES = TILE * 8;

  private final TileProgram program;
  private final Operand[] values;
  private final @Nullable Expansion[] expansions;
  private final NativeBuffer scratch;
  private final TileStep step;

  /**
   * @param inputs one block per input of {@code expr}, each of which broadcasts to {@code shape};
   *     borrowed while this is open
   * @param shape the chunk's lengths
   */
  public TileEvaluator(MemoryBudget memory, ArrayExpr expr, List<Block> inputs, long... shape) {
    this.program = TileProgram.compile(expr);
    this.values = new Operand[program.steps().size()];
    this.expansions = new Expansion[values.length];
    int spare = program.registers();
    this.scratch = memory.allocate((long) REGISTER_BYTES * (spare + TileStep.SPARE));
    List<MemorySegment> spares = new ArrayList<>();
    for (int i = 0; i < TileStep.SPARE; i++) {
      spares.add(register(spare + i));
    }
    this.step = new TileStep(Kernels.active(), spares);
    try {
      for (int i = 0; i < values.length; i++) {
        bind(memory, i, inputs, shape);
      }
    } catch (Throwable refused) {
      close();
      throw refused;
    }
  }

  private void bind(MemoryBudget memory, int number, List<Block> inputs, long... shape) {
    ArrayExpr node = program.steps().get(number).node();
    Operand value = new Operand(node.dtype());
    values[number] = value;
    if (node instanceof Constant constant) {
      value.setUniform(constant.bits());
    } else if (node instanceof Input input) {
      Block block = inputs.get(input.index());
      if (block.size() == 1) {
        value.setUniform(Operand.bits(block.dtype(), block.values()));
      } else {
        expansions[number] = new Expansion(memory, block, shape);
      }
    }
  }

  /**
   * Evaluates elements {@code from} to {@code from + count}, at most a tile. Truth values are bytes
   * in the result, as in a block.
   *
   * @param out room for the elements, in which the result is written unless it lies in an input
   * @return {@code out}, or the part of an input that is the result
   */
  public MemorySegment evaluate(long from, int count, MemorySegment out) {
    int last = values.length - 1;
    for (int i = 0; i < last; i++) {
      run(i, from, count, register(program.steps().get(i).register()));
    }
    boolean truth = values[last].dtype == DType.BOOL;
    run(last, from, count, truth ? register(program.steps().get(last).register()) : out);
    Operand result = values[last];
    if (truth) {
      step.toBytes(result, out, count);
      return out;
    }
    if (result.uniform) {
      step.fill(result, out, count);
      return out;
    }
    return result.segment;
  }

  private void run(int number, long from, int count, MemorySegment out) {
    TileProgram.Step next = program.steps().get(number);
    Operand value = values[number];
    if (next.node() instanceof Input) {
      load(number, from, count, out);
    } else if (!(next.node() instanceof Constant)) {
      Operand[] operands = new Operand[next.operands().size()];
      for (int i = 0; i < operands.length; i++) {
        operands[i] = values[next.operands().get(i)];
      }
      step.run(next.node(), operands, out, count);
      value.set(out);
    }
  }

  private void load(int number, long from, int count, MemorySegment out) {
    Expansion expansion = expansions[number];
    if (expansion == null) {
      return;
    }
    Operand value = values[number];
    if (value.dtype != DType.BOOL) {
      value.set(expansion.tile(from, count, out));
      return;
    }
    // Bytes take the register's upper half: a bitmap of a tile is an eighth of its bytes.
    MemorySegment bytes = expansion.tile(from, count, out.asSlice(REGISTER_BYTES / 2));
    Kernels.active().logic().fromBytes(bytes, out.asSlice(0, Bitmaps.byteSize(count)), count);
    value.set(out.asSlice(0, Bitmaps.byteSize(count)));
  }

  private MemorySegment register(int number) {
    return scratch.segment().asSlice((long) number * REGISTER_BYTES, REGISTER_BYTES);
  }

  @Override
  public void close() {
    scratch.close();
    for (Expansion expansion : expansions) {
      if (expansion != null) {
        expansion.close();
      }
    }
  }
}
