package org.tocsin.meaning;

import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import org.tocsin.query.Embedder;

/**
 * The model all-MiniLM-L6-v2 with 8-bit weights, run by ONNX Runtime in this process: 384 numbers a text. It knows
 * English; of other languages it sees little but shared names. Loaded at the first text. Nothing is sent anywhere.
 */
public final class MiniLm implements Embedder {
    private static final class Loaded {
        static {
            // the tokenizer's library would ask the machine's cloud who it is and report its use
            System.setProperty("OPT_OUT_TRACKING", "true");
        }

        // in the caller's thread: matching has threads of its own
        private static final EmbeddingModel MODEL = new AllMiniLmL6V2QuantizedEmbeddingModel(Runnable::run);
    }

    /** Made by the service loader. */
    public MiniLm() {}

    @Override
    public float[] vector(String text) {
        // the model has no words for an empty text
        return Loaded.MODEL.embed(text.isBlank() ? "." : text).content().vector();
    }
}
