package dev.quern.engine.graph;

import static dev.quern.engine.graph.TestGraphs.key;
import static dev.quern.engine.graph.TestGraphs.parse;
import static dev.quern.engine.graph.TestGraphs.text;
import static dev.quern.engine.graph.TestGraphs.want;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CullingTest {

  /*
   *   a   b   c
   *    \ / \ /
   *     d   e
   *     |   |
   *     f   g
   */
  private static final TaskGraph GRAPH = parse("a b c d=a,b e=b,c f=d g=e");

  @Test
  void onlyWhatTheOutputsNeedStays() {
    LazyChunks culled = Culling.cull(want(GRAPH, "f"));

    assertThat(text(culled.graph())).isEqualTo("a b d=a,b f=d");
    assertThat(culled.outputs()).containsExactly(key("f"));
  }

  @Test
  void anOutputMayBeInTheMiddle() {
    LazyChunks culled = Culling.cull(want(GRAPH, "e d"));

    assertThat(text(culled.graph())).isEqualTo("a b c d=a,b e=b,c");
    assertThat(culled.outputs()).containsExactly(key("e"), key("d"));
  }

  @Test
  void nothingToLeaveOutIsTheSameObject() {
    LazyChunks all = want(GRAPH, "g f");

    assertThat(Culling.cull(all)).isSameAs(all);
  }
}
