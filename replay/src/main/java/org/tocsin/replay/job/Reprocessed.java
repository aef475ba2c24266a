package org.tocsin.replay.job;

import io.javalin.http.NotFoundResponse;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.time.InstantSource;
import java.util.Map;
import org.tocsin.replay.reprocess.Reprocess;
import org.tocsin.runtime.KafkaSettings;

/** Histories tagged anew over HTTP: which there are, the way back from the last switch, and their removal. */
final class Reprocessed {
    private final Reprocess reprocess;

    Reprocessed(KafkaSettings kafka) {
        reprocess = new Reprocess(kafka, InstantSource.system());
    }

    void routes(JavalinDefaultRoutingApi routes) {
        String all = "/api/v1/reprocessed";
        routes.get(all, context -> JobStage.json(context, Map.of("items", reprocess.all())));
        routes.post(all + "/back", context -> JobStage.json(context, reprocess.back()));
        routes.delete(all + "/{knowledge}", context -> {
            String knowledge = context.pathParam("knowledge");
            if (reprocess.all().stream().noneMatch(one -> one.knowledge().equals(knowledge))) {
                throw new NotFoundResponse("nothing is tagged with knowledge " + knowledge);
            }
            reprocess.remove(knowledge);
            context.status(204);
        });
    }
}
