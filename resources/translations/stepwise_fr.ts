<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr" sourcelanguage="en">
<context>
    <name>stepwise</name>
    <message>
        <location filename="../../app/actions/base.py"/>
        <source>&amp;Edit</source>
        <translation>É&amp;dition</translation>
    </message>
    <message>
        <location filename="../../app/actions/base.py"/>
        <source>&amp;File</source>
        <translation>&amp;Fichier</translation>
    </message>
    <message>
        <location filename="../../app/actions/base.py"/>
        <source>&amp;Help</source>
        <translation>&amp;Aide</translation>
    </message>
    <message>
        <location filename="../../app/actions/base.py"/>
        <source>&amp;Search</source>
        <translation>&amp;Recherche</translation>
    </message>
    <message>
        <location filename="../../app/actions/base.py"/>
        <source>&amp;Teach</source>
        <translation>&amp;Enseigner</translation>
    </message>
    <message>
        <location filename="../../app/actions/base.py"/>
        <source>&amp;View</source>
        <translation>Affi&amp;chage</translation>
    </message>
    <message>
        <location filename="../../app/actions/compare.py"/>
        <source>Com&amp;pare</source>
        <translation>Com&amp;parer</translation>
    </message>
    <message>
        <location filename="../../app/actions/compare.py"/>
        <source>Copy the ro&amp;ws of the comparison</source>
        <translation>Copier les li&amp;gnes de la comparaison</translation>
    </message>
    <message>
        <location filename="../../app/actions/compare.py"/>
        <source>Copy the rows as &amp;Markdown</source>
        <translation>Copier les lignes en &amp;Markdown</translation>
    </message>
    <message>
        <location filename="../../app/actions/compare.py"/>
        <source>Export the chart as SV&amp;G …</source>
        <translation>Exporter le graphique en SV&amp;G …</translation>
    </message>
    <message>
        <location filename="../../app/actions/compare.py"/>
        <source>Export the pro&amp;blems as CSV …</source>
        <translation>Exporter les pro&amp;blèmes en CSV …</translation>
    </message>
    <message>
        <location filename="../../app/actions/compare.py"/>
        <source>Export the table as &amp;JSON …</source>
        <translation>Exporter le tableau en &amp;JSON …</translation>
    </message>
    <message>
        <location filename="../../app/actions/compare.py"/>
        <source>Export the table as CS&amp;V …</source>
        <translation>Exporter le tableau en CS&amp;V …</translation>
    </message>
    <message>
        <location filename="../../app/actions/compare.py"/>
        <source>Export the table as H&amp;TML …</source>
        <translation>Exporter le tableau en H&amp;TML …</translation>
    </message>
    <message>
        <location filename="../../app/actions/compare.py"/>
        <source>Export the table as Mar&amp;kdown …</source>
        <translation>Exporter le tableau en Mar&amp;kdown …</translation>
    </message>
    <message>
        <location filename="../../app/actions/compare.py"/>
        <source>New &amp;comparison</source>
        <translation>Nouvelle &amp;comparaison</translation>
    </message>
    <message>
        <location filename="../../app/actions/compare.py"/>
        <source>Open a c&amp;omparison …</source>
        <translation>Ouvrir une c&amp;omparaison …</translation>
    </message>
    <message>
        <location filename="../../app/actions/compare.py"/>
        <source>Open a p&amp;lan …</source>
        <translation>Ouvrir un p&amp;lan …</translation>
    </message>
    <message>
        <location filename="../../app/actions/compare.py"/>
        <source>Save the pla&amp;n …</source>
        <translation>E&amp;nregistrer le plan …</translation>
    </message>
    <message>
        <location filename="../../app/actions/compare.py"/>
        <source>Start the &amp;comparison, or go on</source>
        <translation>Démarrer la &amp;comparaison, ou continuer</translation>
    </message>
    <message>
        <location filename="../../app/actions/compare.py"/>
        <source>Stop the co&amp;mparison</source>
        <translation>Arrêter la co&amp;mparaison</translation>
    </message>
    <message>
        <location filename="../../app/actions/general.py"/>
        <source>&amp;About Stepwise</source>
        <translation>À &amp;propos de Stepwise</translation>
    </message>
    <message>
        <location filename="../../app/actions/general.py"/>
        <source>&amp;History</source>
        <translation>&amp;Historique</translation>
    </message>
    <message>
        <location filename="../../app/actions/general.py"/>
        <source>&amp;Keyboard shortcuts</source>
        <translation>&amp;Raccourcis clavier</translation>
    </message>
    <message>
        <location filename="../../app/actions/general.py"/>
        <source>&amp;Next page</source>
        <translation>Page &amp;suivante</translation>
    </message>
    <message>
        <location filename="../../app/actions/general.py"/>
        <location filename="../../app/views/main_window.py"/>
        <source>&amp;Quit</source>
        <translation>&amp;Quitter</translation>
    </message>
    <message>
        <location filename="../../app/actions/general.py"/>
        <source>&amp;Solve</source>
        <translation>&amp;Résoudre</translation>
    </message>
    <message>
        <location filename="../../app/actions/history.py"/>
        <source>&amp;Compare two runs</source>
        <translation>&amp;Comparer deux essais</translation>
    </message>
    <message>
        <location filename="../../app/actions/history.py"/>
        <source>&amp;Delete the session</source>
        <translation>&amp;Supprimer la session</translation>
    </message>
    <message>
        <location filename="../../app/actions/history.py"/>
        <source>&amp;Find a session</source>
        <translation>&amp;Chercher une session</translation>
    </message>
    <message>
        <location filename="../../app/actions/history.py"/>
        <source>&amp;Older run of the session</source>
        <translation>Essai plus &amp;ancien de la session</translation>
    </message>
    <message>
        <location filename="../../app/actions/history.py"/>
        <source>&amp;Rename the session</source>
        <translation>&amp;Renommer la session</translation>
    </message>
    <message>
        <location filename="../../app/actions/history.py"/>
        <source>&amp;Tags of the session …</source>
        <translation>É&amp;tiquettes de la session …</translation>
    </message>
    <message>
        <location filename="../../app/actions/history.py"/>
        <source>&amp;Undo the last change</source>
        <translation>A&amp;nnuler la dernière modification</translation>
    </message>
    <message>
        <location filename="../../app/actions/history.py"/>
        <source>Delete the chosen session</source>
        <translation>Supprimer la session choisie</translation>
    </message>
    <message>
        <location filename="../../app/actions/history.py"/>
        <source>Export as &amp;HTML …</source>
        <translation>Exporter en &amp;HTML …</translation>
    </message>
    <message>
        <location filename="../../app/actions/history.py"/>
        <source>Export as &amp;JSON …</source>
        <translation>Exporter en &amp;JSON …</translation>
    </message>
    <message>
        <location filename="../../app/actions/history.py"/>
        <source>Export as &amp;LaTeX …</source>
        <translation>Exporter en &amp;LaTeX …</translation>
    </message>
    <message>
        <location filename="../../app/actions/history.py"/>
        <source>Export as &amp;Markdown …</source>
        <translation>Exporter en &amp;Markdown …</translation>
    </message>
    <message>
        <location filename="../../app/actions/history.py"/>
        <source>Export as &amp;PDF …</source>
        <translation>Exporter en &amp;PDF …</translation>
    </message>
    <message>
        <location filename="../../app/actions/history.py"/>
        <source>Fav&amp;ourite, or no longer</source>
        <translation>Fav&amp;ori, ou plus</translation>
    </message>
    <message>
        <location filename="../../app/actions/history.py"/>
        <source>I&amp;mport sessions …</source>
        <translation>&amp;Importer des sessions …</translation>
    </message>
    <message>
        <location filename="../../app/actions/history.py"/>
        <source>Ne&amp;wer run of the session</source>
        <translation>Essai plus récen&amp;t de la session</translation>
    </message>
    <message>
        <location filename="../../app/actions/history.py"/>
        <source>Open the chosen session</source>
        <translation>Ouvrir la session choisie</translation>
    </message>
    <message>
        <location filename="../../app/actions/history.py"/>
        <source>Show fa&amp;vourites only</source>
        <translation>Fa&amp;voris seulement</translation>
    </message>
    <message>
        <location filename="../../app/actions/history.py"/>
        <source>Solve the problem &amp;again</source>
        <translation>Résoudre de &amp;nouveau le problème</translation>
    </message>
    <message>
        <location filename="../../app/actions/lab.py"/>
        <source>La&amp;b</source>
        <translation>La&amp;bo</translation>
    </message>
    <message>
        <location filename="../../app/actions/lab.py"/>
        <source>Ne&amp;w in the lab …</source>
        <translation>Nou&amp;veau dans le labo …</translation>
    </message>
    <message>
        <location filename="../../app/actions/lab.py"/>
        <source>Open a lab &amp;folder …</source>
        <translation>Ouvrir un &amp;dossier du labo …</translation>
    </message>
    <message>
        <location filename="../../app/actions/lab.py"/>
        <source>Review: skip</source>
        <translation>Relecture : passer</translation>
    </message>
    <message>
        <location filename="../../app/actions/lab.py"/>
        <source>Review: take the last one back</source>
        <translation>Relecture : annuler le dernier avis</translation>
    </message>
    <message>
        <location filename="../../app/actions/lab.py"/>
        <source>Review: the reasoning is right</source>
        <translation>Relecture : le raisonnement est juste</translation>
    </message>
    <message>
        <location filename="../../app/actions/lab.py"/>
        <source>Review: the reasoning is wrong</source>
        <translation>Relecture : le raisonnement est faux</translation>
    </message>
    <message>
        <location filename="../../app/actions/lab.py"/>
        <source>St&amp;art in the lab, or go on</source>
        <translation>D&amp;émarrer dans le labo, ou continuer</translation>
    </message>
    <message>
        <location filename="../../app/actions/lab.py"/>
        <source>Stop the &amp;lab</source>
        <translation>Arrêter le &amp;labo</translation>
    </message>
    <message>
        <location filename="../../app/actions/models.py"/>
        <source>&amp;Delete or forget the model …</source>
        <translation>&amp;Supprimer ou oublier le modèle …</translation>
    </message>
    <message>
        <location filename="../../app/actions/models.py"/>
        <source>&amp;Find models of other programs</source>
        <translation>&amp;Chercher les modèles d'autres programmes</translation>
    </message>
    <message>
        <location filename="../../app/actions/models.py"/>
        <source>&amp;Get, load or unload the model</source>
        <translation>&amp;Obtenir, charger ou décharger le modèle</translation>
    </message>
    <message>
        <location filename="../../app/actions/models.py"/>
        <location filename="../../app/views/comparison_models.py"/>
        <source>&amp;Models</source>
        <translation>&amp;Modèles</translation>
    </message>
    <message>
        <location filename="../../app/actions/models.py"/>
        <source>Add a model &amp;file …</source>
        <translation>Ajouter un &amp;fichier de modèle …</translation>
    </message>
    <message>
        <location filename="../../app/actions/settings.py"/>
        <source>S&amp;ettings</source>
        <translation>&amp;Paramètres</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>&amp;Fork a new search from this step</source>
        <translation>&amp;Bifurquer : nouvelle recherche depuis cette étape</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>&amp;Go on with the same effort</source>
        <translation>&amp;Continuer avec le même effort</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>&amp;Insert a step of your own …</source>
        <translation>&amp;Insérer une étape à vous …</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>&amp;New problem</source>
        <translation>&amp;Nouveau problème</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>&amp;Play the search, or halt</source>
        <translation>&amp;Rejouer la recherche, ou arrêter</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>&amp;Start the search</source>
        <translation>&amp;Lancer la recherche</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>Copy the &amp;answer</source>
        <translation>Copier la &amp;réponse</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>Copy the &amp;step</source>
        <translation>Copier l'é&amp;tape</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>Copy what has the focus: text, formula as TeX, step</source>
        <translation>Copier ce qui a le focus : texte, formule en TeX, étape</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>E&amp;dit this step …</source>
        <translation>&amp;Modifier cette étape …</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>E&amp;xpert settings</source>
        <translation>Paramètres e&amp;xperts</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>Give u&amp;p this step and all below it</source>
        <translation>Aban&amp;donner cette étape et tout ce qui suit</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>Go on &amp;below this step</source>
        <translation>Continuer so&amp;us cette étape</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>Go on &amp;everywhere again</source>
        <translation>Continuer de nouveau par&amp;tout</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>Go on with &amp;more effort</source>
        <translation>Continuer avec p&amp;lus d'effort</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>One step &amp;back</source>
        <translation>Une étape en a&amp;rrière</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>One step &amp;on</source>
        <translation>Une étape en a&amp;vant</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>Pa&amp;use the search</source>
        <translation>Mettre en &amp;pause</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>S&amp;top the search</source>
        <translation>Arr&amp;êter la recherche</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>Show the whole tree</source>
        <translation>Montrer tout l'arbre</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>To the be&amp;ginning</source>
        <translation>Au début (&amp;g)</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>To the ne&amp;west step</source>
        <translation>À l'étape la plus réce&amp;nte</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>Walk the tree</source>
        <translation>Parcourir l'arbre</translation>
    </message>
    <message>
        <location filename="../../app/actions/solve.py"/>
        <source>Zoom the tree</source>
        <translation>Agrandir ou réduire l'arbre</translation>
    </message>
    <message>
        <location filename="../../app/actions/teach.py"/>
        <source>&amp;Class sets…</source>
        <translation>Séries pour la &amp;classe…</translation>
    </message>
    <message>
        <location filename="../../app/actions/teach.py"/>
        <location filename="../../app/views/class_sets_dialog.py"/>
        <source>&amp;Hand-out…</source>
        <translation>&amp;Fiche…</translation>
    </message>
    <message>
        <location filename="../../app/actions/teach.py"/>
        <location filename="../../app/views/class_sets_dialog.py"/>
        <source>&amp;Present</source>
        <translation>&amp;Présenter</translation>
    </message>
    <message>
        <location filename="../../app/actions/teach.py"/>
        <source>Add to a class &amp;set…</source>
        <translation>Ajouter à une &amp;série…</translation>
    </message>
    <message>
        <location filename="../../app/actions/teach.py"/>
        <source>Hand-out with &amp;answers…</source>
        <translation>Fiche avec les &amp;réponses…</translation>
    </message>
    <message>
        <location filename="../../app/actions/teach.py"/>
        <source>Presenter: begin the problem again</source>
        <translation>Présentation : reprendre le problème au début</translation>
    </message>
    <message>
        <location filename="../../app/actions/teach.py"/>
        <source>Presenter: black screen</source>
        <translation>Présentation : écran noir</translation>
    </message>
    <message>
        <location filename="../../app/actions/teach.py"/>
        <source>Presenter: end of the problem</source>
        <translation>Présentation : fin du problème</translation>
    </message>
    <message>
        <location filename="../../app/actions/teach.py"/>
        <source>Presenter: expand the reason</source>
        <translation>Présentation : développer la raison</translation>
    </message>
    <message>
        <location filename="../../app/actions/teach.py"/>
        <source>Presenter: full screen, or a window</source>
        <translation>Présentation : plein écran ou fenêtre</translation>
    </message>
    <message>
        <location filename="../../app/actions/teach.py"/>
        <source>Presenter: high contrast</source>
        <translation>Présentation : contraste élevé</translation>
    </message>
    <message>
        <location filename="../../app/actions/teach.py"/>
        <source>Presenter: larger type</source>
        <translation>Présentation : caractères plus grands</translation>
    </message>
    <message>
        <location filename="../../app/actions/teach.py"/>
        <source>Presenter: leave</source>
        <translation>Présentation : quitter</translation>
    </message>
    <message>
        <location filename="../../app/actions/teach.py"/>
        <source>Presenter: next problem</source>
        <translation>Présentation : problème suivant</translation>
    </message>
    <message>
        <location filename="../../app/actions/teach.py"/>
        <source>Presenter: problem before</source>
        <translation>Présentation : problème précédent</translation>
    </message>
    <message>
        <location filename="../../app/actions/teach.py"/>
        <source>Presenter: reveal what comes next</source>
        <translation>Présentation : dévoiler la suite</translation>
    </message>
    <message>
        <location filename="../../app/actions/teach.py"/>
        <source>Presenter: show the code</source>
        <translation>Présentation : montrer le code</translation>
    </message>
    <message>
        <location filename="../../app/actions/teach.py"/>
        <source>Presenter: smaller type</source>
        <translation>Présentation : caractères plus petits</translation>
    </message>
    <message>
        <location filename="../../app/actions/teach.py"/>
        <source>Presenter: take it back</source>
        <translation>Présentation : revenir en arrière</translation>
    </message>
    <message>
        <location filename="../../app/actions/teach.py"/>
        <source>Presenter: where it goes wrong, and back</source>
        <translation>Présentation : où cela se trompe, et retour</translation>
    </message>
    <message>
        <location filename="../../app/arms.py"/>
        <source>making {type}, {share:.0%} done</source>
        <translation>création de {type}, {share:.0%} fait</translation>
    </message>
    <message>
        <location filename="../../app/charts/comparison.py"/>
        <source>Accuracy against time</source>
        <translation>Exactitude selon le temps</translation>
    </message>
    <message>
        <location filename="../../app/charts/comparison.py"/>
        <location filename="../../app/views/comparison_charts.py"/>
        <source>Accuracy against tokens</source>
        <translation>Exactitude selon les tokens</translation>
    </message>
    <message>
        <location filename="../../app/charts/comparison.py"/>
        <source>Area: memory of the engine.</source>
        <translation>Aire : mémoire du moteur.</translation>
    </message>
    <message>
        <location filename="../../app/charts/comparison.py"/>
        <source>Colour: model and quantization. Shape: policy. Bars: 95 % interval. Dashed: nothing is better in both.</source>
        <translation>Couleur : modèle et quantification. Forme : méthode. Barres : intervalle à 95 %. Tirets : rien n'est meilleur des deux côtés.</translation>
    </message>
    <message>
        <location filename="../../app/charts/comparison.py"/>
        <location filename="../../app/state/comparison_words.py"/>
        <source>accuracy</source>
        <translation>exactitude</translation>
    </message>
    <message>
        <location filename="../../app/charts/comparison.py"/>
        <source>seconds a problem</source>
        <translation>secondes par problème</translation>
    </message>
    <message>
        <location filename="../../app/charts/comparison.py"/>
        <source>tokens sampled for a problem</source>
        <translation>tokens générés par problème</translation>
    </message>
    <message>
        <location filename="../../app/comparison.py"/>
        <source>Skipped {what}: {reason}</source>
        <translation>Sauté : {what} : {reason}</translation>
    </message>
    <message>
        <location filename="../../app/comparison.py"/>
        <source>This system tells no energy; that column is left out.</source>
        <translation>Ce système n'indique pas l'énergie ; cette colonne est omise.</translation>
    </message>
    <message>
        <location filename="../../app/comparison.py"/>
        <source>{name} is no UTF-8; it was read as {encoding}.</source>
        <translation>{name} n'est pas en UTF-8 ; lu comme {encoding}.</translation>
    </message>
    <message>
        <location filename="../../app/comparison.py"/>
        <source>{name}: reading the text</source>
        <translation>{name} : lecture du texte</translation>
    </message>
    <message>
        <location filename="../../app/comparison.py"/>
        <source>{variant}, {policy}, {set}: problem {number} of {total}</source>
        <translation>{variant}, {policy}, {set} : problème {number} sur {total}</translation>
    </message>
    <message>
        <location filename="../../app/comparison.py"/>
        <source>{variant}: looking at the file</source>
        <translation>{variant} : examen du fichier</translation>
    </message>
    <message>
        <location filename="../../app/comparison.py"/>
        <source>{variant}: measuring pp512 and tg128</source>
        <translation>{variant} : mesure de pp512 et tg128</translation>
    </message>
    <message>
        <location filename="../../app/comparison_desk.py"/>
        <source>No plan is kept in {folder}; it can be looked at, and its plan opened to go on.</source>
        <translation>Aucun plan dans {folder} ; on peut le consulter, et ouvrir son plan pour continuer.</translation>
    </message>
    <message>
        <location filename="../../app/export/handout.py"/>
        <source>Name: {line}  Date: {line}</source>
        <translation>Nom : {line}  Date : {line}</translation>
    </message>
    <message>
        <location filename="../../app/export/handout.py"/>
        <source>Prepared with Stepwise on {day}. Steps and answers were written by a language model; the marks say how far they are verified.</source>
        <translation>Préparé avec Stepwise le {day}. Les étapes et les réponses ont été écrites par un modèle de langage ; les mentions disent jusqu'où elles sont vérifiées.</translation>
    </message>
    <message>
        <location filename="../../app/export/handout.py"/>
        <location filename="../../app/views/class_sets_dialog.py"/>
        <location filename="../../app/views/comparison_page.py"/>
        <location filename="../../app/views/lab_forms.py"/>
        <location filename="../../app/views/teaching.py"/>
        <source>Problems</source>
        <translation>Problèmes</translation>
    </message>
    <message>
        <location filename="../../app/items/comparison_matrix.py"/>
        <source>answer {answer}</source>
        <translation>réponse {answer}</translation>
    </message>
    <message>
        <location filename="../../app/items/comparison_matrix.py"/>
        <source>expected</source>
        <translation>attendu</translation>
    </message>
    <message>
        <location filename="../../app/items/comparison_matrix.py"/>
        <location filename="../../app/items/node_words.py"/>
        <source>problem</source>
        <translation>problème</translation>
    </message>
    <message>
        <location filename="../../app/items/comparison_matrix.py"/>
        <source>{seconds:.1f} s, {tokens:,} tokens</source>
        <translation>{seconds:.1f} s, {tokens:,} tokens</translation>
    </message>
    <message>
        <location filename="../../app/items/comparison_table.py"/>
        <source>{label}: {accuracy:.1%} right, {low:.1%} to {high:.1%}, {seconds:.1f} s a problem</source>
        <translation>{label} : {accuracy:.1%} juste, {low:.1%} à {high:.1%}, {seconds:.1f} s par problème</translation>
    </message>
    <message>
        <location filename="../../app/items/history_model.py"/>
        <location filename="../../app/state/presentation.py"/>
        <location filename="../../app/state/side_by_side.py"/>
        <location filename="../../app/views/answer_card.py"/>
        <location filename="../../app/views/lab_review.py"/>
        <location filename="../../app/views/presenter_slides.py"/>
        <source>Answer</source>
        <translation>Réponse</translation>
    </message>
    <message>
        <location filename="../../app/items/history_model.py"/>
        <location filename="../../app/views/history_head.py"/>
        <source>Favourite</source>
        <translation>Favori</translation>
    </message>
    <message>
        <location filename="../../app/items/history_model.py"/>
        <location filename="../../app/items/node_words.py"/>
        <location filename="../../app/views/lab_review.py"/>
        <location filename="../../app/views/presenter_slides.py"/>
        <location filename="../../app/views/teaching.py"/>
        <location filename="../../app/views/tree_looks.py"/>
        <source>Problem</source>
        <translation>Problème</translation>
    </message>
    <message>
        <location filename="../../app/items/history_model.py"/>
        <location filename="../../app/items/lab_list.py"/>
        <location filename="../../app/items/model_list.py"/>
        <location filename="../../app/items/tree_model.py"/>
        <source>State</source>
        <translation>État</translation>
    </message>
    <message>
        <location filename="../../app/items/history_model.py"/>
        <location filename="../../app/views/history_tags.py"/>
        <source>Tags</source>
        <translation>Étiquettes</translation>
    </message>
    <message>
        <location filename="../../app/items/history_model.py"/>
        <source>Tags: {tags}</source>
        <translation>Étiquettes : {tags}</translation>
    </message>
    <message>
        <location filename="../../app/items/history_model.py"/>
        <source>When</source>
        <translation>Quand</translation>
    </message>
    <message>
        <location filename="../../app/items/lab_list.py"/>
        <location filename="../../app/model_facts.py"/>
        <source>Kind</source>
        <translation>Genre</translation>
    </message>
    <message>
        <location filename="../../app/items/lab_list.py"/>
        <source>Name</source>
        <translation>Nom</translation>
    </message>
    <message>
        <location filename="../../app/items/model_list.py"/>
        <location filename="../../app/state/lab.py"/>
        <location filename="../../app/state/side_by_side.py"/>
        <location filename="../../app/views/lab_forms.py"/>
        <location filename="../../app/views/model_card.py"/>
        <location filename="../../app/views/problem_panel.py"/>
        <source>Model</source>
        <translation>Modèle</translation>
    </message>
    <message>
        <location filename="../../app/items/model_list.py"/>
        <source>Needs</source>
        <translation>Besoin</translation>
    </message>
    <message>
        <location filename="../../app/items/model_list.py"/>
        <location filename="../../app/model_facts.py"/>
        <source>Size</source>
        <translation>Taille</translation>
    </message>
    <message>
        <location filename="../../app/items/model_list.py"/>
        <source>begun</source>
        <translation>commencé</translation>
    </message>
    <message>
        <location filename="../../app/items/model_list.py"/>
        <source>cannot be used</source>
        <translation>inutilisable</translation>
    </message>
    <message>
        <location filename="../../app/items/model_list.py"/>
        <source>here</source>
        <translation>ici</translation>
    </message>
    <message>
        <location filename="../../app/items/model_list.py"/>
        <source>here, linked</source>
        <translation>ici, lié</translation>
    </message>
    <message>
        <location filename="../../app/items/model_list.py"/>
        <source>loaded</source>
        <translation>chargé</translation>
    </message>
    <message>
        <location filename="../../app/items/model_list.py"/>
        <source>{size}: too large</source>
        <translation>{size} : trop grand</translation>
    </message>
    <message>
        <location filename="../../app/items/node_words.py"/>
        <source>Problem: {title}</source>
        <translation>Problème : {title}</translation>
    </message>
    <message>
        <location filename="../../app/items/node_words.py"/>
        <location filename="../../app/views/lab_review.py"/>
        <location filename="../../app/views/step_list.py"/>
        <source>Step {number}</source>
        <translation>Étape {number}</translation>
    </message>
    <message>
        <location filename="../../app/items/node_words.py"/>
        <source>Step {number}: {title}</source>
        <translation>Étape {number} : {title}</translation>
    </message>
    <message>
        <location filename="../../app/items/node_words.py"/>
        <source>best path, {word}</source>
        <translation>meilleur chemin, {word}</translation>
    </message>
    <message>
        <location filename="../../app/items/node_words.py"/>
        <source>value {value}, {count} visit</source>
        <translation>valeur {value}, {count} visite</translation>
    </message>
    <message>
        <location filename="../../app/items/node_words.py"/>
        <source>value {value}, {count} visits</source>
        <translation>valeur {value}, {count} visites</translation>
    </message>
    <message>
        <location filename="../../app/items/tree_model.py"/>
        <location filename="../../app/state/lab.py"/>
        <location filename="../../app/views/inspector.py"/>
        <source>Step</source>
        <translation>Étape</translation>
    </message>
    <message>
        <location filename="../../app/items/tree_model.py"/>
        <location filename="../../app/views/why_panel.py"/>
        <source>Value</source>
        <translation>Valeur</translation>
    </message>
    <message>
        <location filename="../../app/items/tree_model.py"/>
        <source>Visits</source>
        <translation>Visites</translation>
    </message>
    <message>
        <location filename="../../app/lab_cost.py"/>
        <source>A script has no parameters; choose seconds or the number of samples as what is equal.</source>
        <translation>Un script n'a pas de paramètres ; choisissez les secondes ou le nombre d'échantillons comme mesure commune.</translation>
    </message>
    <message>
        <location filename="../../app/lab_cost.py"/>
        <source>A token of the strong model costs {ratio} times the FLOPs ({strong} and {weak} parameters).</source>
        <translation>Un token du modèle fort coûte {ratio} fois plus de FLOPs ({strong} et {weak} paramètres).</translation>
    </message>
    <message>
        <location filename="../../app/lab_cost.py"/>
        <source>First {candidates} samples of each of {count} problems, then {rounds} rounds: search, train, measure; {held} problems are held out.</source>
        <translation>D'abord {candidates} échantillons de chacun des {count} problèmes, puis {rounds} tours : chercher, entraîner, mesurer ; {held} problèmes sont mis de côté.</translation>
    </message>
    <message>
        <location filename="../../app/lab_cost.py"/>
        <source>Gathers the steps of {count} campaigns, then trains up to {epochs} epochs in {folds} parts.</source>
        <translation>Rassemble les étapes de {count} campagnes, puis entraîne jusqu'à {epochs} époques en {folds} parties.</translation>
    </message>
    <message>
        <location filename="../../app/lab_cost.py"/>
        <source>Of each of {count} problems the strong model draws {strong} samples and the weak one {weak}.</source>
        <translation>Pour chacun des {count} problèmes, le modèle fort tire {strong} échantillons et le faible {weak}.</translation>
    </message>
    <message>
        <location filename="../../app/lab_cost.py"/>
        <source>On the processor that takes about {needed} of memory; {free} are free.</source>
        <translation>Sur le processeur, cela prend environ {needed} de mémoire ; {free} sont libres.</translation>
    </message>
    <message>
        <location filename="../../app/lab_cost.py"/>
        <source>Roughly {time} on this computer, at the speed that was measured here.</source>
        <translation>Environ {time} sur cet ordinateur, à la vitesse mesurée ici.</translation>
    </message>
    <message>
        <location filename="../../app/lab_cost.py"/>
        <source>Roughly {time} on this computer; a graphics card is much faster.</source>
        <translation>Environ {time} sur cet ordinateur ; une carte graphique est bien plus rapide.</translation>
    </message>
    <message>
        <location filename="../../app/lab_cost.py"/>
        <source>Roughly {time} on this computer; its speed was not measured yet.</source>
        <translation>Environ {time} sur cet ordinateur ; sa vitesse n'a pas encore été mesurée.</translation>
    </message>
    <message>
        <location filename="../../app/lab_cost.py"/>
        <source>The strong model draws {strong} samples of each of {count} problems; how many the weak one draws in the same time is measured on a few of them first.</source>
        <translation>Le modèle fort tire {strong} échantillons de chacun des {count} problèmes ; combien le faible en tire dans le même temps est d'abord mesuré sur quelques-uns.</translation>
    </message>
    <message>
        <location filename="../../app/lab_cost.py"/>
        <source>The training of the model itself comes on top, and is not in that time.</source>
        <translation>L’entraînement du modèle lui-même s’y ajoute et n’est pas compris dans ce temps.</translation>
    </message>
    <message>
        <location filename="../../app/lab_cost.py"/>
        <source>{model} draws {samples} samples of each of {count} problems.</source>
        <translation>{model} tire {samples} échantillons de chacun des {count} problèmes.</translation>
    </message>
    <message>
        <location filename="../../app/lab_cost.py"/>
        <source>{model} learns from {batch} pairs of a better and a worse step in each of {steps} steps.</source>
        <translation>{model} apprend de {batch} paires d'une meilleure et d'une moins bonne étape à chacun des {steps} pas.</translation>
    </message>
    <message>
        <location filename="../../app/lab_cost.py"/>
        <source>{model} learns from {batch} right solutions in each of {steps} steps.</source>
        <translation>{model} apprend de {batch} solutions justes à chacune des {steps} étapes.</translation>
    </message>
    <message>
        <location filename="../../app/lab_cost.py"/>
        <source>{model} was fine-tuned already; choose {base}, the model alone.</source>
        <translation>{model} a déjà été affiné ; choisissez {base}, le modèle seul.</translation>
    </message>
    <message>
        <location filename="../../app/lab_desk.py"/>
        <source>{count} files are in {folder}.</source>
        <translation>{count} fichiers sont dans {folder}.</translation>
    </message>
    <message>
        <location filename="../../app/lab_desk.py"/>
        <source>{name} is off the list.</source>
        <translation>{name} n'est plus dans la liste.</translation>
    </message>
    <message>
        <location filename="../../app/lab_desk.py"/>
        <source>{name} is off the list; its files stay where they are: {path}</source>
        <translation>{name} n'est plus dans la liste ; ses fichiers restent où ils sont : {path}</translation>
    </message>
    <message>
        <location filename="../../app/lab_orders.py"/>
        <source>Choose one campaign or more whose right solutions are to be learnt.</source>
        <translation>Choisissez une ou plusieurs campagnes dont les solutions justes sont à apprendre.</translation>
    </message>
    <message>
        <location filename="../../app/lab_orders.py"/>
        <source>This needs PyTorch, which is not installed: run 'pip install stepwise-desktop[train]'.</source>
        <translation>Ceci demande PyTorch, qui n'est pas installé : lancez « pip install stepwise-desktop[train] ».</translation>
    </message>
    <message>
        <location filename="../../app/lab_training.py"/>
        <source>Gathering the steps of the campaigns …</source>
        <translation>Rassemblement des étapes des campagnes …</translation>
    </message>
    <message>
        <location filename="../../app/lab_training.py"/>
        <source>Searches with {model} use this preference model from now on.</source>
        <translation>Les recherches avec {model} utilisent désormais ce modèle de préférence.</translation>
    </message>
    <message>
        <location filename="../../app/lab_training.py"/>
        <source>Searches with {model} use what came with Stepwise again.</source>
        <translation>Les recherches avec {model} utilisent de nouveau ce qui est fourni avec Stepwise.</translation>
    </message>
    <message>
        <location filename="../../app/lab_training.py"/>
        <location filename="../../app/lab_tuning.py"/>
        <source>Starting the training …</source>
        <translation>L'entraînement commence …</translation>
    </message>
    <message>
        <location filename="../../app/lab_tuning.py"/>
        <source>Gathering the solutions …</source>
        <translation>Les solutions sont rassemblées …</translation>
    </message>
    <message>
        <location filename="../../app/lab_tuning.py"/>
        <source>There is no result yet; let the training end first.</source>
        <translation>Il n'y a pas encore de résultat ; laissez d'abord l'entraînement se terminer.</translation>
    </message>
    <message>
        <location filename="../../app/model_desk.py"/>
        <source>1 model was added; its file stays where it is.</source>
        <translation>1 modèle ajouté ; son fichier reste où il est.</translation>
    </message>
    <message>
        <location filename="../../app/model_desk.py"/>
        <source>Not on this computer yet; what it needs is estimated from its size.</source>
        <translation>Pas encore sur cet ordinateur ; le besoin est estimé d'après sa taille.</translation>
    </message>
    <message>
        <location filename="../../app/model_desk.py"/>
        <source>The file of {name} ({size}) is deleted from this computer: {path}. Sessions made with it stay.</source>
        <translation>Le fichier de {name} ({size}) est supprimé de cet ordinateur : {path}. Les sessions faites avec lui restent.</translation>
    </message>
    <message>
        <location filename="../../app/model_desk.py"/>
        <source>What has arrived of {name} ({size}) is deleted.</source>
        <translation>Ce qui est arrivé de {name} ({size}) est supprimé.</translation>
    </message>
    <message>
        <location filename="../../app/model_desk.py"/>
        <source>about {size}</source>
        <translation>environ {size}</translation>
    </message>
    <message>
        <location filename="../../app/model_desk.py"/>
        <source>needs about {needed}, {free} free</source>
        <translation>demande environ {needed}, {free} libres</translation>
    </message>
    <message>
        <location filename="../../app/model_desk.py"/>
        <source>needs {needed}, {free} free</source>
        <translation>demande {needed}, {free} libres</translation>
    </message>
    <message>
        <location filename="../../app/model_desk.py"/>
        <source>{count} models were added.</source>
        <translation>{count} modèles ajoutés.</translation>
    </message>
    <message>
        <location filename="../../app/model_desk.py"/>
        <source>{memory} of memory and {disk} of disk are free.</source>
        <translation>{memory} de mémoire et {disk} de disque sont libres.</translation>
    </message>
    <message>
        <location filename="../../app/model_desk.py"/>
        <source>{name} is taken off the list. Its file stays where it is: {path}</source>
        <translation>{name} est retiré de la liste. Son fichier reste où il est : {path}</translation>
    </message>
    <message>
        <location filename="../../app/model_desk.py"/>
        <source>{name} was added; its file stays where it is.</source>
        <translation>{name} a été ajouté ; son fichier reste où il est.</translation>
    </message>
    <message>
        <location filename="../../app/model_desk.py"/>
        <source>{name} was deleted.</source>
        <translation>{name} a été supprimé.</translation>
    </message>
    <message>
        <location filename="../../app/model_desk.py"/>
        <source>{name} was forgotten; its file stays where it is: {path}</source>
        <translation>{name} a été oublié ; son fichier reste où il est : {path}</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>Belongs to</source>
        <translation>Appartient à</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>Chosen</source>
        <translation>Choisi</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>Comes from</source>
        <translation>Provient de</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>File</source>
        <translation>Fichier</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>Fits</source>
        <translation>Convient à</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>Held-out pairs</source>
        <translation>Paires mises de côté</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>Held-out problems</source>
        <translation>Problèmes mis de côté</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <location filename="../../app/views/help_sheets.py"/>
        <source>Licence</source>
        <translation>Licence</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>Longest context</source>
        <translation>Contexte maximal</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>Made here</source>
        <translation>Fait ici</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>Made with</source>
        <translation>Fait avec</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>Measured</source>
        <translation>Mesuré</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>Needs {total} of memory: {weights} weights, {context} context, {buffers} buffers; {free} are free.</source>
        <translation>Demande {total} de mémoire : {weights} de poids, {context} de contexte, {buffers} de tampons ; {free} sont libres.</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <location filename="../../app/views/comparison_progress.py"/>
        <source>Notes</source>
        <translation>Notes</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>Other programs kept {cores} cores busy meanwhile: measure again when the computer is idle.</source>
        <translation>D'autres programmes occupaient {cores} cœurs pendant ce temps : mesurez de nouveau quand l'ordinateur est au repos.</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>Runs on</source>
        <translation>Tourne sur</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <location filename="../../app/state/lab.py"/>
        <source>Speed</source>
        <translation>Vitesse</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>Take care</source>
        <translation>Attention</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>Trained on</source>
        <translation>Entraîné sur</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>Weights</source>
        <translation>Poids</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>Writes its steps</source>
        <translation>Écrit ses étapes</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <location filename="../../app/views/model_tuner.py"/>
        <source>as llama.cpp chooses</source>
        <translation>au choix de llama.cpp</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>as programs</source>
        <translation>comme programmes</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>as text</source>
        <translation>comme texte</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>not known: ask whoever gave you the file</source>
        <translation>inconnue : demandez à qui vous a donné le fichier</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>not verified by us; compared with the one its publisher names</source>
        <translation>non vérifiée par nous ; comparée à celle que donne l'éditeur</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <location filename="../../app/views/model_tuner.py"/>
        <source>off</source>
        <translation>désactivée</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <location filename="../../app/views/model_tuner.py"/>
        <source>on</source>
        <translation>activée</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>the better of two steps is found in {share} % of {pairs} pairs of steps</source>
        <translation>la meilleure de deux étapes est trouvée dans {share} % de {pairs} paires</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>you or another program; used where it lies, never deleted here</source>
        <translation>vous ou un autre programme ; utilisé où il est, jamais supprimé ici</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>{area} area under the curve, right against wrong solutions of {problems} unseen problems</source>
        <translation>aire sous la courbe {area}, solutions justes contre fausses de {problems} problèmes jamais vus</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>{count} tokens</source>
        <translation>{count} tokens</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>{speed} tokens/s</source>
        <translation>{speed} tokens/s</translation>
    </message>
    <message>
        <location filename="../../app/model_facts.py"/>
        <source>{threads} threads, flash attention {flash}, {width} lines of thought at a time</source>
        <translation>{threads} fils, flash attention {flash}, {width} pistes à la fois</translation>
    </message>
    <message>
        <location filename="../../app/model_shelf.py"/>
        <source>The best choice for this computer: it is the best checked model, and {free} of memory are free.</source>
        <translation>Le meilleur choix pour cet ordinateur : c’est le meilleur modèle vérifié, et {free} de mémoire sont libres.</translation>
    </message>
    <message>
        <location filename="../../app/model_shelf.py"/>
        <source>The best choice for this computer: {best} wants {wanted} of free memory, and there are {free}.</source>
        <translation>Le meilleur choix pour cet ordinateur : {best} demande {wanted} de mémoire libre, il y en a {free}.</translation>
    </message>
    <message>
        <location filename="../../app/model_shelf.py"/>
        <source>The file can be read; its SHA-256 is {sum}, with none to compare it with.</source>
        <translation>Le fichier est lisible ; son SHA-256 est {sum}, sans valeur à laquelle le comparer.</translation>
    </message>
    <message>
        <location filename="../../app/model_shelf.py"/>
        <source>The file is sound: its SHA-256 is {sum}, as it should be.</source>
        <translation>Le fichier est intact : son SHA-256 est {sum}, comme il se doit.</translation>
    </message>
    <message>
        <location filename="../../app/model_shelf.py"/>
        <source>The size of the download is not known; {free} of memory are free.</source>
        <translation>La taille du téléchargement n’est pas connue ; {free} de mémoire sont libres.</translation>
    </message>
    <message>
        <location filename="../../app/model_shelf.py"/>
        <source>{size} to download; {free} of memory are free.</source>
        <translation>{size} à télécharger ; {free} de mémoire sont libres.</translation>
    </message>
    <message>
        <location filename="../../app/places.py"/>
        <source>A copy of the sessions from before an update</source>
        <translation>Copie des sessions d'avant une mise à jour</translation>
    </message>
    <message>
        <location filename="../../app/places.py"/>
        <source>Campaigns, evolutions and trainings of the lab</source>
        <translation>Campagnes, évolutions et entraînements du labo</translation>
    </message>
    <message>
        <location filename="../../app/places.py"/>
        <source>Comparisons of models, with their tables and charts</source>
        <translation>Comparaisons de modèles, avec tableaux et graphiques</translation>
    </message>
    <message>
        <location filename="../../app/places.py"/>
        <source>Fastest settings measured on this computer</source>
        <translation>Réglages les plus rapides mesurés sur cet ordinateur</translation>
    </message>
    <message>
        <location filename="../../app/places.py"/>
        <source>Measurements and training data that you made in the lab</source>
        <translation>Mesures et données d'entraînement faites au labo</translation>
    </message>
    <message>
        <location filename="../../app/places.py"/>
        <source>Models that you fetched or made here</source>
        <translation>Modèles obtenus ou faits ici</translation>
    </message>
    <message>
        <location filename="../../app/places.py"/>
        <source>Nothing is counted, measured or reported to anybody. Crash reports are files in the folder of logs.</source>
        <translation>Rien n'est compté, mesuré ni signalé à personne. Les rapports d'incident sont des fichiers dans le dossier des journaux.</translation>
    </message>
    <message>
        <location filename="../../app/places.py"/>
        <source>Only when you ask for a model is something asked from the network: the model's file, from {hub}.</source>
        <translation>Le réseau ne sert que lorsque vous demandez un modèle : son fichier vient de {hub}.</translation>
    </message>
    <message>
        <location filename="../../app/places.py"/>
        <source>Other files</source>
        <translation>Autres fichiers</translation>
    </message>
    <message>
        <location filename="../../app/places.py"/>
        <source>Preference models of your own</source>
        <translation>Vos propres modèles de préférence</translation>
    </message>
    <message>
        <location filename="../../app/places.py"/>
        <source>Problems, answers, models' thoughts and settings stay on this computer. There is no account.</source>
        <translation>Problèmes, réponses, pensées des modèles et paramètres restent sur cet ordinateur. Il n'y a pas de compte.</translation>
    </message>
    <message>
        <location filename="../../app/places.py"/>
        <source>Problems, sessions, tags and settings</source>
        <translation>Problèmes, sessions, étiquettes et paramètres</translation>
    </message>
    <message>
        <location filename="../../app/places.py"/>
        <source>Programs that a model writes run in a sandbox without network and without your files.</source>
        <translation>Les programmes écrits par un modèle tournent dans un bac à sable, sans réseau et sans vos fichiers.</translation>
    </message>
    <message>
        <location filename="../../app/places.py"/>
        <source>Sessions that are being written</source>
        <translation>Sessions en cours d'écriture</translation>
    </message>
    <message>
        <location filename="../../app/places.py"/>
        <source>What the engine and the window noted, and crash reports</source>
        <translation>Notes du moteur et de la fenêtre, et rapports d'incident</translation>
    </message>
    <message>
        <location filename="../../app/places.py"/>
        <source>Where that cannot be reached, some models come from the package index that Python is set up for here.</source>
        <translation>Si ce n'est pas joignable, certains modèles viennent de l'index de paquets réglé ici pour Python.</translation>
    </message>
    <message>
        <location filename="../../app/places.py"/>
        <source>Which models there are, and where linked ones lie</source>
        <translation>Quels modèles existent, et où sont les modèles liés</translation>
    </message>
    <message>
        <location filename="../../app/places.py"/>
        <source>With such a request goes what every download shows: your network address and the name of the file.</source>
        <translation>Une telle demande montre ce que montre tout téléchargement : votre adresse réseau et le nom du fichier.</translation>
    </message>
    <message>
        <location filename="../../app/power.py"/>
        <source>On battery ({left}): this search keeps the computer busy for up to {minutes} minutes more.</source>
        <translation>Sur batterie ({left}) : cette recherche occupe l'ordinateur encore {minutes} minutes au plus.</translation>
    </message>
    <message>
        <location filename="../../app/power.py"/>
        <source>{percent} % are left</source>
        <translation>il reste {percent} %</translation>
    </message>
    <message>
        <location filename="../../app/power.py"/>
        <source>{percent} % are left, about {minutes} minutes of use</source>
        <translation>il reste {percent} %, environ {minutes} minutes</translation>
    </message>
    <message>
        <location filename="../../app/preferences.py"/>
        <source>These settings could not be read and are as at the start again: {names}. Choose them anew.</source>
        <translation>Ces paramètres n'ont pas pu être lus et sont revenus au départ : {names}. Choisissez-les de nouveau.</translation>
    </message>
    <message>
        <location filename="../../app/sample_report.py"/>
        <location filename="../../app/views/lab_results.py"/>
        <source>Coverage</source>
        <translation>Couverture</translation>
    </message>
    <message>
        <location filename="../../app/sample_report.py"/>
        <source>Different right programs of a problem</source>
        <translation>Programmes justes différents par problème</translation>
    </message>
    <message>
        <location filename="../../app/sample_report.py"/>
        <location filename="../../app/views/lab_results.py"/>
        <source>Diversity</source>
        <translation>Diversité</translation>
    </message>
    <message>
        <location filename="../../app/sample_report.py"/>
        <source>Samples of each problem</source>
        <translation>Échantillons par problème</translation>
    </message>
    <message>
        <location filename="../../app/sample_report.py"/>
        <source>Seconds for each problem</source>
        <translation>Secondes par problème</translation>
    </message>
    <message>
        <location filename="../../app/sample_report.py"/>
        <source>Share of problems</source>
        <translation>Part des problèmes</translation>
    </message>
    <message>
        <location filename="../../app/sample_report.py"/>
        <source>TFLOPs for each problem</source>
        <translation>TFLOPs par problème</translation>
    </message>
    <message>
        <location filename="../../app/sample_report.py"/>
        <location filename="../../app/state/lab.py"/>
        <source>strong</source>
        <translation>fort</translation>
    </message>
    <message>
        <location filename="../../app/sample_report.py"/>
        <location filename="../../app/state/lab.py"/>
        <source>weak</source>
        <translation>faible</translation>
    </message>
    <message>
        <location filename="../../app/shelves.py"/>
        <source>Run {number} of {count}</source>
        <translation>Essai {number} sur {count}</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_draft.py"/>
        <source>1 combination</source>
        <translation>1 combinaison</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_draft.py"/>
        <source>1 model file is made first, unless it is here.</source>
        <translation>1 fichier de modèle est d'abord créé, s'il manque.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_draft.py"/>
        <source>About {time}, going by earlier comparisons here.</source>
        <translation>Environ {time}, d'après des comparaisons faites ici.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_draft.py"/>
        <source>All {count} searches of this plan are done.</source>
        <translation>Les {count} recherches de ce plan sont faites.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_draft.py"/>
        <source>Choose a problem set.</source>
        <translation>Choisissez un jeu de problèmes.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_draft.py"/>
        <source>Choose a quantization; the file as it is counts as one.</source>
        <translation>Choisissez une quantification ; le fichier tel quel en est une.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_draft.py"/>
        <source>Choose one effort or more.</source>
        <translation>Choisissez un effort ou plusieurs.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_draft.py"/>
        <source>Choose one model or more.</source>
        <translation>Choisissez un modèle ou plusieurs.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_draft.py"/>
        <source>Choose one way of searching or more.</source>
        <translation>Choisissez une méthode de recherche ou plusieurs.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_draft.py"/>
        <source>Type seeds as whole numbers with commas, such as 0, 1, 2.</source>
        <translation>Tapez les graines en nombres entiers séparés par des virgules : 0, 1, 2.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_draft.py"/>
        <source>Very roughly {time}; nothing like it was measured here yet.</source>
        <translation>Très approximativement {time} ; rien de semblable n'a encore été mesuré ici.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_draft.py"/>
        <source>a minute</source>
        <translation>une minute</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_draft.py"/>
        <source>{arms}, 1 search.</source>
        <translation>{arms}, 1 recherche.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_draft.py"/>
        <source>{arms}, {count} searches, {done} of them done.</source>
        <translation>{arms}, {count} recherches, dont {done} faites.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_draft.py"/>
        <source>{arms}, {count} searches.</source>
        <translation>{arms}, {count} recherches.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_draft.py"/>
        <source>{arms}; how many problems there are is known once the set is fetched.</source>
        <translation>{arms} ; le nombre de problèmes sera connu une fois le jeu récupéré.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_draft.py"/>
        <source>{count} combinations</source>
        <translation>{count} combinaisons</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_draft.py"/>
        <source>{count} model files are made first, unless they are here.</source>
        <translation>{count} fichiers de modèle sont d'abord créés, s'ils manquent.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_result.py"/>
        <source>Select two rows of one set to see whether they differ.</source>
        <translation>Sélectionnez deux lignes d'un même jeu pour voir si elles diffèrent.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_result.py"/>
        <source>These rows are of different sets; select two of one set.</source>
        <translation>Ces lignes sont de jeux différents ; choisissez-en deux d'un même jeu.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_result.py"/>
        <source>These rows have no problem in common yet.</source>
        <translation>Ces lignes n'ont encore aucun problème en commun.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_result.py"/>
        <source>{better} is ahead of {worse} by {points:.1f} points, which may be chance ({figures}).</source>
        <translation>{better} devance {worse} de {points:.1f} points, ce qui peut être le hasard ({figures}).</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_result.py"/>
        <source>{better} is better than {worse} by {points:.1f} points, more than chance would explain ({figures}).</source>
        <translation>{better} dépasse {worse} de {points:.1f} points, plus que le hasard ne l'expliquerait ({figures}).</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_result.py"/>
        <source>{figures}; McNemar's exact p = {p:.3f}</source>
        <translation>{figures} ; p exact de McNemar = {p:.3f}</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_result.py"/>
        <source>{first} and {second} are right equally often ({figures}).</source>
        <translation>{first} et {second} ont juste aussi souvent ({figures}).</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_result.py"/>
        <source>{label}, seed {seed}</source>
        <translation>{label}, graine {seed}</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_result.py"/>
        <source>{label}: {accuracy:.0%} in {seconds:.1f} s</source>
        <translation>{label} : {accuracy:.0%} en {seconds:.1f} s</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_result.py"/>
        <source>{label}: {accuracy:.0%} with {tokens:,.0f} tokens</source>
        <translation>{label} : {accuracy:.0%} avec {tokens:,.0f} tokens</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_result.py"/>
        <source>{low:+.1f} to {high:+.1f} points, {problems} problems; right in one alone: {first} and {second}</source>
        <translation>{low:+.1f} à {high:+.1f} points, {problems} problèmes ; justes d'un seul côté : {first} et {second}</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_watch.py"/>
        <source>Finished.</source>
        <translation>Terminé.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_watch.py"/>
        <source>Finished; some of it was skipped, see the notes.</source>
        <translation>Terminé ; une partie a été sautée, voir les remarques.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_watch.py"/>
        <location filename="../../app/state/lab.py"/>
        <location filename="../../app/views/lab_progress.py"/>
        <source>Getting ready …</source>
        <translation>Préparation …</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_watch.py"/>
        <source>It could not go on: {reason} What is measured is kept.</source>
        <translation>Impossible de continuer : {reason} Ce qui est mesuré est gardé.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_watch.py"/>
        <source>Stopped. What is measured is kept; it can go on at any time.</source>
        <translation>Arrêté. Ce qui est mesuré est gardé ; on peut continuer à tout moment.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_watch.py"/>
        <location filename="../../app/state/lab.py"/>
        <location filename="../../app/views/comparison_page.py"/>
        <location filename="../../app/views/problem_panel.py"/>
        <source>Stopping …</source>
        <translation>Arrêt …</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_watch.py"/>
        <source>{done:,} of {total:,} problems</source>
        <translation>{done:,} problèmes sur {total:,}</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_watch.py"/>
        <source>{figures}, about {time} left</source>
        <translation>{figures}, encore {time} environ</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>95 % interval</source>
        <translation>intervalle à 95 %</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>As how large a model of the measured family it answers.</source>
        <translation>À quelle taille de modèle de la famille mesurée il répond.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <location filename="../../app/views/problem_panel.py"/>
        <location filename="../../app/views/settings_general.py"/>
        <source>Deep</source>
        <translation>Profond</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>J</source>
        <translation>J</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>Joules of the processor for a problem, on average.</source>
        <translation>Joules du processeur par problème, en moyenne.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>KL divergence (nats a token) from the file that a copy was made from: 0 is the same.</source>
        <translation>Divergence KL (nats par token) avec le fichier d'origine de la copie : 0 est identique.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>KL from source</source>
        <translation>KL à la source</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>Memory that was estimated before the model was loaded.</source>
        <translation>Mémoire estimée avant le chargement du modèle.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>Most memory that the engine has taken.</source>
        <translation>Le plus de mémoire que le moteur a prise.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <location filename="../../app/views/problem_panel.py"/>
        <location filename="../../app/views/settings_general.py"/>
        <source>Normal</source>
        <translation>Normal</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>Of a fixed text: lower is better.</source>
        <translation>D'un texte fixe : plus bas est mieux.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>Problems that were solved, or tried.</source>
        <translation>Problèmes résolus, ou tentés.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>Problems whose search ended without a result.</source>
        <translation>Problèmes dont la recherche a fini sans résultat.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <location filename="../../app/views/problem_panel.py"/>
        <location filename="../../app/views/settings_general.py"/>
        <source>Quick</source>
        <translation>Rapide</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>Reading a prompt of 512 tokens, as llama-bench measures it: mean ± deviation.</source>
        <translation>Lecture de 512 tokens, comme la mesure llama-bench : moyenne ± écart.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>Seconds of a search, on average.</source>
        <translation>Secondes d'une recherche, en moyenne.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>Share of the problems whose answer equals the expected one.</source>
        <translation>Part des problèmes dont la réponse est celle attendue.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>Tokens sampled for a problem, on average.</source>
        <translation>Tokens générés par problème, en moyenne.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>Tokens sampled in a second of the searches.</source>
        <translation>Tokens générés par seconde de recherche.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>Way of searching.</source>
        <translation>Méthode de recherche.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>Wilson's 95 % interval of the accuracy.</source>
        <translation>Intervalle de Wilson à 95 % de l'exactitude.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>Writing 128 tokens one by one, as llama-bench measures it: mean ± deviation.</source>
        <translation>Écriture de 128 tokens un à un, comme la mesure llama-bench : moyenne ± écart.</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>distilled</source>
        <translation>distillé</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>effective size</source>
        <translation>taille effective</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>effort</source>
        <translation>effort</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <location filename="../../app/state/words.py"/>
        <location filename="../../app/views/tree_legend.py"/>
        <source>failed</source>
        <translation>échoué</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>family</source>
        <translation>famille</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>file</source>
        <translation>fichier</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>for any task</source>
        <translation>pour toute tâche</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>for one kind of task</source>
        <translation>pour un type de tâche</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>made</source>
        <translation>fabrication</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>memory estimated</source>
        <translation>mémoire estimée</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>memory peak</source>
        <translation>mémoire maximale</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <location filename="../../app/state/lab.py"/>
        <source>model</source>
        <translation>modèle</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>n</source>
        <translation>n</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>no answer</source>
        <translation>pas de réponse</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>none yet</source>
        <translation>pas encore</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>not solved yet</source>
        <translation>pas encore résolu</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>perplexity</source>
        <translation>perplexité</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>policy</source>
        <translation>méthode</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>pp512 t/s</source>
        <translation>pp512 t/s</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>pruned</source>
        <translation>élagué</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>quantization</source>
        <translation>quantification</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>quantized</source>
        <translation>quantifié</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>right</source>
        <translation>juste</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>s</source>
        <translation>s</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>seed</source>
        <translation>graine</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>set</source>
        <translation>jeu</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>synthetic data</source>
        <translation>données synthétiques</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>t/s</source>
        <translation>t/s</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>tg128 t/s</source>
        <translation>tg128 t/s</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>tokens</source>
        <translation>tokens</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>weights</source>
        <translation>poids</translation>
    </message>
    <message>
        <location filename="../../app/state/comparison_words.py"/>
        <source>wrong</source>
        <translation>faux</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>0, samples</source>
        <translation>0, échantillons</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>0, search</source>
        <translation>0, recherche</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>95 %</source>
        <translation>95 %</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Adapter</source>
        <translation>Adaptateur</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Checking the right answers and counting …</source>
        <translation>Vérification des réponses justes et décompte …</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Drawing samples …</source>
        <translation>Tirage d'échantillons …</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Epoch</source>
        <translation>Époque</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Epoch {epoch}: loss {loss}</source>
        <translation>Époque {epoch} : perte {loss}</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Held-out loss</source>
        <translation>Perte mise de côté</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Loading the model …</source>
        <translation>Chargement du modèle …</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <location filename="../../app/views/lab_results.py"/>
        <source>Loss</source>
        <translation>Perte</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Loss and held-out measure</source>
        <translation>Perte et mesure mise de côté</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Loss of a token, in nats</source>
        <translation>Perte par token, en nats</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Measuring on held-out problems …</source>
        <translation>Mesure sur les problèmes mis de côté …</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Memory</source>
        <translation>Mémoire</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <location filename="../../app/views/presenter_slides.py"/>
        <source>Note</source>
        <translation>Note</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Pairs</source>
        <translation>Paires</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Round {number}: deciding</source>
        <translation>Tour {number} : décision</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Round {number}: measuring it on held-out problems</source>
        <translation>Tour {number} : mesure sur les problèmes mis de côté</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Round {number}: putting the training data together</source>
        <translation>Tour {number} : assemblage des données d'entraînement</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Round {number}: searching</source>
        <translation>Tour {number} : recherche</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Round {number}: the model that writes the steps</source>
        <translation>Tour {number} : le modèle qui écrit les étapes</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Round {number}: the new model solves all problems</source>
        <translation>Tour {number} : le nouveau modèle résout tous les problèmes</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Round {number}: training the preference model</source>
        <translation>Tour {number} : entraînement du modèle de préférence</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Sampling solutions of all problems</source>
        <translation>Échantillonnage de solutions de tous les problèmes</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Searching the held-out problems without a preference model</source>
        <translation>Recherche des problèmes mis de côté sans modèle de préférence</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Solutions</source>
        <translation>Solutions</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Step {done} of {total}</source>
        <translation>Étape {done} sur {total}</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Steps</source>
        <translation>Étapes</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Strong model</source>
        <translation>Modèle fort</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>This stage: {done} of {total} problems</source>
        <translation>Cette phase : {done} problèmes sur {total}</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <location filename="../../app/views/inspector.py"/>
        <source>Time</source>
        <translation>Temps</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <location filename="../../app/views/lab_entry.py"/>
        <location filename="../../app/views/lab_results.py"/>
        <source>Training</source>
        <translation>Entraînement</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Weak model</source>
        <translation>Modèle faible</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Worth</source>
        <translation>Valeur</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>Writing the result …</source>
        <translation>Écriture du résultat …</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>answered right</source>
        <translation>réponses justes</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>area under the curve</source>
        <translation>aire sous la courbe</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>at work</source>
        <translation>en cours</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>cost in FLOPs</source>
        <translation>coût en FLOPs</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>cost in seconds</source>
        <translation>coût en secondes</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>cost of a problem</source>
        <translation>coût par problème</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>coverage</source>
        <translation>couverture</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>different right programs</source>
        <translation>programmes justes différents</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>diversity</source>
        <translation>diversité</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>done</source>
        <translation>terminé</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>easy</source>
        <translation>facile</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>false positives, automatic</source>
        <translation>faux positifs, automatique</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>false positives, by a person</source>
        <translation>faux positifs, par une personne</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>fine-tuning</source>
        <translation>affinage</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>hard</source>
        <translation>difficile</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>held-out loss</source>
        <translation>perte mise de côté</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>held-out loss {value}</source>
        <translation>perte mise de côté {value}</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>held-out measure</source>
        <translation>mesure mise de côté</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>high budget, strong</source>
        <translation>grand budget, fort</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>high budget, weak</source>
        <translation>grand budget, faible</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>kept</source>
        <translation>gardé</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>loss</source>
        <translation>perte</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>loss {value}</source>
        <translation>perte {value}</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>low budget, strong</source>
        <translation>petit budget, fort</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>low budget, weak</source>
        <translation>petit budget, faible</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>middle</source>
        <translation>moyen</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>not begun</source>
        <translation>pas commencé</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>not reviewed yet</source>
        <translation>pas encore relu</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>pairs</source>
        <translation>paires</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>pairs in order</source>
        <translation>paires bien ordonnées</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <location filename="../../app/state/words.py"/>
        <source>preference model</source>
        <translation>modèle de préférence</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>right samples</source>
        <translation>échantillons justes</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>rolled back</source>
        <translation>annulé</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>round</source>
        <translation>tour</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>samples of a problem</source>
        <translation>échantillons par problème</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>self-evolution</source>
        <translation>auto-évolution</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>solved to train on</source>
        <translation>résolus pour l'entraînement</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>some solution right</source>
        <translation>une solution juste</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>the better one is found in {share} % of held-out pairs</source>
        <translation>la meilleure est trouvée dans {share} % des paires mises de côté</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>tokens a problem</source>
        <translation>tokens par problème</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>tokens through the model</source>
        <translation>tokens passés dans le modèle</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>training data</source>
        <translation>données d'entraînement</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>two models</source>
        <translation>deux modèles</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>under way</source>
        <translation>en cours</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>{before} before, {after} after, on {count} pairs</source>
        <translation>{before} avant, {after} après, sur {count} paires</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>{before} before, {after} after, on {count} solutions</source>
        <translation>{before} avant, {after} après, sur {count} solutions</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>{count} could not be checked</source>
        <translation>{count} n'ont pas pu être vérifiés</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>{count} tokens/s</source>
        <translation>{count} tokens/s</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <location filename="../../app/views/model_downloads.py"/>
        <source>{done} of {total}</source>
        <translation>{done} sur {total}</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>{epoch}, held-out measure {value}</source>
        <translation>{epoch}, mesure mise de côté {value}</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>{model}: {done} of {total} rounds</source>
        <translation>{model} : {done} tours sur {total}</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>{model}: {done} of {total} steps</source>
        <translation>{model} : {done} étapes sur {total}</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>{part}, {model}: {done} of {total} problems</source>
        <translation>{part}, {model} : {done} problèmes sur {total}</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>{peak} at most, {estimated} were expected</source>
        <translation>{peak} au plus, {estimated} attendus</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>{share} of {count}</source>
        <translation>{share} sur {count}</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <location filename="../../app/views/model_downloads.py"/>
        <source>{time} left</source>
        <translation>encore {time}</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>{weak} (weak) against {strong} (strong) on {count} problems; the weak one cost {share} % less.</source>
        <translation>{weak} (faible) contre {strong} (fort) sur {count} problèmes ; le faible a coûté {share} % de moins.</translation>
    </message>
    <message>
        <location filename="../../app/state/lab.py"/>
        <source>{weak} (weak) against {strong} (strong) on {count} problems; the weak one cost {share} % more.</source>
        <translation>{weak} (faible) contre {strong} (fort) sur {count} problèmes ; le faible a coûté {share} % de plus.</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <source> (line {line})</source>
        <translation> (ligne {line})</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <location filename="../../app/views/answer_card.py"/>
        <source>(empty)</source>
        <translation>(vide)</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <location filename="../../app/views/inspector.py"/>
        <location filename="../../app/views/lab_review.py"/>
        <location filename="../../app/views/step_list.py"/>
        <source>A step without a sentence.</source>
        <translation>Une étape sans phrase.</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <source>Another answer</source>
        <translation>Une autre réponse</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <source>Another line of thought ends elsewhere</source>
        <translation>Une autre piste finit ailleurs</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <source>Find this first: {names}.</source>
        <translation>Trouvez d'abord : {names}.</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <source>It ends with {other}; the answer shown is {answer}.</source>
        <translation>Elle finit avec {other} ; la réponse montrée est {answer}.</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <source>One finished line of thought takes this step.</source>
        <translation>Une piste terminée passe par cette étape.</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <location filename="../../app/views/compare_runs.py"/>
        <source>Right</source>
        <translation>Juste</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <source>Step {number} fails: {reason}</source>
        <translation>L'étape {number} échoue : {reason}</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <source>Step {number}: {failure}</source>
        <translation>Étape {number} : {failure}</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <source>The answer shown</source>
        <translation>La réponse montrée</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <source>The program {words}</source>
        <translation>Le programme {words}</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <source>This fails</source>
        <translation>Ceci échoue</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <source>This runs</source>
        <translation>Ceci tourne</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <source>What is known, and what is asked for? Write both down first.</source>
        <translation>Que sait-on, que cherche-t-on ? Écrivez d'abord les deux.</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <source>Where it fails</source>
        <translation>Où cela échoue</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <source>Where it goes wrong</source>
        <translation>Où cela se trompe</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <source>Wrong</source>
        <translation>Faux</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <source>{count} finished lines of thought take this step; all end with the answer {answer}.</source>
        <translation>{count} pistes terminées passent par cette étape ; toutes finissent avec la réponse {answer}.</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <source>{count} finished lines of thought take this step; {agree} of them end with the answer {answer}.</source>
        <translation>{count} pistes terminées passent par cette étape ; {agree} d'entre elles finissent avec la réponse {answer}.</translation>
    </message>
    <message>
        <location filename="../../app/state/lesson.py"/>
        <source>{name} is {wrong} here, and {right} there.</source>
        <translation>{name} vaut {wrong} ici, et {right} là.</translation>
    </message>
    <message>
        <location filename="../../app/state/presentation.py"/>
        <location filename="../../app/views/inspector.py"/>
        <location filename="../../app/views/lab_review.py"/>
        <location filename="../../app/views/presenter_slides.py"/>
        <location filename="../../app/views/step_list.py"/>
        <source>Code</source>
        <translation>Code</translation>
    </message>
    <message>
        <location filename="../../app/state/presentation.py"/>
        <location filename="../../app/views/presenter_slides.py"/>
        <source>Given answer: {answer}</source>
        <translation>Réponse donnée : {answer}</translation>
    </message>
    <message>
        <location filename="../../app/state/presentation.py"/>
        <location filename="../../app/views/presenter_slides.py"/>
        <source>Hint</source>
        <translation>Indice</translation>
    </message>
    <message>
        <location filename="../../app/state/presentation.py"/>
        <source>Step {number} of {count}</source>
        <translation>Étape {number} sur {count}</translation>
    </message>
    <message>
        <location filename="../../app/state/presentation.py"/>
        <source>The screen is black.</source>
        <translation>L'écran est noir.</translation>
    </message>
    <message>
        <location filename="../../app/state/presentation.py"/>
        <location filename="../../app/views/presenter_slides.py"/>
        <source>prints {text}</source>
        <translation>affiche {text}</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>Confidence {confidence}</source>
        <translation>Confiance {confidence}</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>First value {prior}</source>
        <translation>Première valeur {prior}</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>Multiplied they are {worth}; as a value from -1 to +1 that is {value}.</source>
        <translation>Leur produit est {worth} ; comme valeur de -1 à +1, c'est {value}.</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>Score of the preference model {score}</source>
        <translation>Note du modèle de préférence {score}</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>Their mean is where the search begins; each visit adds what was found below.</source>
        <translation>La recherche part de leur moyenne ; chaque visite ajoute ce qui a été trouvé dessous.</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>Together log-odds of {logit}, which is {confidence}.</source>
        <translation>Ensemble un logit de {logit}, soit {confidence}.</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>Together v = {whole}; the score is tanh(v / 5).</source>
        <translation>Ensemble v = {whole} ; la note est tanh(v / 5).</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>Why {confidence}: answers start at {start}, agreement ({agreeing} of {finished}) leads to {agreed}, and the preference model leaves it there.</source>
        <translation>Pourquoi {confidence} : les réponses partent de {start}, l'accord ({agreeing} sur {finished}) mène à {agreed}, et le modèle de préférence n'y change rien.</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>Why {confidence}: answers start at {start}, agreement ({agreeing} of {finished}) leads to {agreed}, and the preference model lowers it to {confidence}.</source>
        <translation>Pourquoi {confidence} : les réponses partent de {start}, l'accord ({agreeing} sur {finished}) mène à {agreed}, et le modèle de préférence l'abaisse à {confidence}.</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>Why {confidence}: answers start at {start}, agreement ({agreeing} of {finished}) leads to {agreed}, and the preference model raises it to {confidence}.</source>
        <translation>Pourquoi {confidence} : les réponses partent de {start}, l'accord ({agreeing} sur {finished}) mène à {agreed}, et le modèle de préférence le relève à {confidence}.</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>Why {confidence}: it holds {share} of the vote, counted as if one more solution had disagreed.</source>
        <translation>Pourquoi {confidence} : elle a {share} des voix, comptées comme si une solution de plus était d'un autre avis.</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>Worth of this solution {worth}</source>
        <translation>Poids de cette solution {worth}</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>an average step</source>
        <translation>une étape moyenne</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>best score among them (preference model)</source>
        <translation>meilleure note parmi elles (modèle de préférence)</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>hidden states of the way here</source>
        <translation>états cachés du chemin jusqu'ici</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>hidden states of this step</source>
        <translation>états cachés de cette étape</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>how sure the model was</source>
        <translation>assurance du modèle</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>how the program ran</source>
        <translation>déroulement du programme</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>lead over other answers (preference model)</source>
        <translation>avance sur les autres réponses (modèle de préférence)</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>number of solutions (agreement)</source>
        <translation>nombre de solutions (accord)</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>reading the problem and the steps</source>
        <translation>lecture du problème et des étapes</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>share of the solutions (agreement)</source>
        <translation>part des solutions (accord)</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>the values it found</source>
        <translation>les valeurs trouvées</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>their mean score (preference model)</source>
        <translation>leur note moyenne (modèle de préférence)</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>use of the given numbers</source>
        <translation>emploi des nombres donnés</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>what it printed</source>
        <translation>ce qui a été affiché</translation>
    </message>
    <message>
        <location filename="../../app/state/score.py"/>
        <source>where every answer starts</source>
        <translation>point de départ de toute réponse</translation>
    </message>
    <message>
        <location filename="../../app/state/side_by_side.py"/>
        <source>Both best paths are the same.</source>
        <translation>Les deux meilleurs chemins sont identiques.</translation>
    </message>
    <message>
        <location filename="../../app/state/side_by_side.py"/>
        <source>Confidence</source>
        <translation>Confiance</translation>
    </message>
    <message>
        <location filename="../../app/state/side_by_side.py"/>
        <source>Ended</source>
        <translation>Fin</translation>
    </message>
    <message>
        <location filename="../../app/state/side_by_side.py"/>
        <source>Seconds</source>
        <translation>Secondes</translation>
    </message>
    <message>
        <location filename="../../app/state/side_by_side.py"/>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Seed</source>
        <translation>Graine</translation>
    </message>
    <message>
        <location filename="../../app/state/side_by_side.py"/>
        <source>Steps in the tree</source>
        <translation>Étapes dans l'arbre</translation>
    </message>
    <message>
        <location filename="../../app/state/side_by_side.py"/>
        <source>Steps rated by</source>
        <translation>Étapes évaluées par</translation>
    </message>
    <message>
        <location filename="../../app/state/side_by_side.py"/>
        <source>The best paths differ from the first step on.</source>
        <translation>Les meilleurs chemins diffèrent dès la première étape.</translation>
    </message>
    <message>
        <location filename="../../app/state/side_by_side.py"/>
        <source>The first step is the same; the best paths differ from step 2 on.</source>
        <translation>La première étape est la même ; les meilleurs chemins diffèrent à partir de l'étape 2.</translation>
    </message>
    <message>
        <location filename="../../app/state/side_by_side.py"/>
        <source>The first {count} steps are the same; the best paths differ from step {next} on.</source>
        <translation>Les {count} premières étapes sont les mêmes ; les meilleurs chemins diffèrent à partir de l'étape {next}.</translation>
    </message>
    <message>
        <location filename="../../app/state/side_by_side.py"/>
        <source>There is no best path to compare.</source>
        <translation>Il n'y a pas de meilleur chemin à comparer.</translation>
    </message>
    <message>
        <location filename="../../app/state/side_by_side.py"/>
        <location filename="../../app/views/inspector.py"/>
        <source>Tokens</source>
        <translation>Tokens</translation>
    </message>
    <message>
        <location filename="../../app/state/side_by_side.py"/>
        <source>Verified</source>
        <translation>Vérifié</translation>
    </message>
    <message>
        <location filename="../../app/state/side_by_side.py"/>
        <location filename="../../app/views/problem_panel.py"/>
        <source>Way of searching</source>
        <translation>Façon de chercher</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source> and </source>
        <translation> et </translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>, all taken over</source>
        <translation>, toutes reprises</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>, {count} of them taken over</source>
        <translation>, dont {count} reprises</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>A single solution, the most likely one.</source>
        <translation>Une seule solution, la plus probable.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Agrees</source>
        <translation>Concorde</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Agrees: {lines} here.</source>
        <translation>Concorde : {lines} ici.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>All planned rollouts were made.</source>
        <translation>Tous les parcours prévus ont été faits.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Checked</source>
        <translation>Vérifié</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Checked: equals the given answer.</source>
        <translation>Vérifié : égal à la réponse donnée.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <location filename="../../app/views/compare_runs.py"/>
        <source>Differs</source>
        <translation>Diffère</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Differs: does not equal the given answer.</source>
        <translation>Diffère : n'est pas égal à la réponse donnée.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Engine crashed</source>
        <translation>Moteur planté</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Failed</source>
        <translation>Échec</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Finished</source>
        <translation>Terminé</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Goes back to the steps that look best (rStar-Math).</source>
        <translation>Revient aux étapes qui semblent les meilleures (rStar-Math).</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>How many attempts come to the same.</source>
        <translation>Combien d'essais arrivent au même résultat.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Interrupted</source>
        <translation>Interrompu</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Keeps the best quarter of each layer of steps.</source>
        <translation>Garde le meilleur quart de chaque niveau d'étapes.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>More work could not have changed the answer.</source>
        <translation>Plus de travail n'aurait pas changé la réponse.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Narrow beams that never compete, so they stay apart.</source>
        <translation>Des faisceaux étroits qui ne rivalisent jamais et restent donc différents.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>No answer was found.</source>
        <translation>Aucune réponse trouvée.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>No step was written.</source>
        <translation>Aucune étape écrite.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Not verified</source>
        <translation>Non vérifié</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Not verified: its steps were not run.</source>
        <translation>Non vérifié : ses étapes n'ont pas été exécutées.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Nothing was left to try.</source>
        <translation>Il ne restait rien à essayer.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Paused</source>
        <translation>En pause</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Running</source>
        <translation>En cours</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Runs</source>
        <translation>S'exécute</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Runs: {lines} here; no other agrees.</source>
        <translation>S'exécute : {lines} ici ; aucune autre ne concorde.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Several tree searches that share the vote.</source>
        <translation>Plusieurs recherches arborescentes qui partagent le vote.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Stopped</source>
        <translation>Arrêté</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Stopped by you.</source>
        <translation>Arrêté par vous.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>The expected answer; for making training data alone.</source>
        <translation>La réponse attendue ; seulement pour créer des données d'entraînement.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>The limit of tokens was reached.</source>
        <translation>La limite de tokens est atteinte.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>The score of the preference model, where there is one.</source>
        <translation>La note du modèle de préférence, s'il y en a un.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>The time was up.</source>
        <translation>Le temps était écoulé.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Waiting</source>
        <translation>En attente</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>What kind of value a program that ran has printed.</source>
        <translation>Quel genre de valeur a affiché un programme exécuté.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Whole solutions; the answer with the most weight wins.</source>
        <translation>Solutions entières ; la réponse de plus grand poids gagne.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Whole solutions; the most frequent answer wins.</source>
        <translation>Solutions entières ; la réponse la plus fréquente gagne.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>Whole solutions; the single best one wins.</source>
        <translation>Solutions entières ; la meilleure seule gagne.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>agreement</source>
        <translation>accord</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>beam search</source>
        <translation>recherche en faisceau</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>best of N</source>
        <translation>meilleure de N</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>diverse beams</source>
        <translation>faisceaux variés</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>ended with an error</source>
        <translation>a fini par une erreur</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>ends with an answer</source>
        <translation>finit par une réponse</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>execution</source>
        <translation>exécution</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>expected answer</source>
        <translation>réponse attendue</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>given up</source>
        <translation>abandonné</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>majority vote</source>
        <translation>vote majoritaire</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>needed too much memory</source>
        <translation>a demandé trop de mémoire</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>one line of thought</source>
        <translation>une seule piste</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>open</source>
        <translation>ouvert</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>printed too much</source>
        <translation>a trop affiché</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>ran</source>
        <translation>a tourné</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>steps as programs</source>
        <translation>étapes comme programmes</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>steps as text</source>
        <translation>étapes comme texte</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>taken over</source>
        <translation>reprise</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>the one line of thought that ran ends</source>
        <translation>la seule piste exécutée finit</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>took too long</source>
        <translation>a duré trop longtemps</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>tree search</source>
        <translation>recherche arborescente</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>tree search with restarts</source>
        <translation>recherche arborescente avec redémarrages</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>was not run</source>
        <translation>n'a pas été exécuté</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>was stopped by the sandbox</source>
        <translation>a été arrêté par le bac à sable</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>weighted best of N</source>
        <translation>meilleure de N pondérée</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>written by you</source>
        <translation>écrite par vous</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>{count} are open</source>
        <translation>{count} sont ouvertes</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>{count} end with an answer</source>
        <translation>{count} finissent par une réponse</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>{count} ends with an answer</source>
        <translation>{count} finit par une réponse</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>{count} failed</source>
        <translation>{count} en échec</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>{count} is open</source>
        <translation>{count} est ouverte</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>{count} step</source>
        <translation>{count} étape</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>{count} steps</source>
        <translation>{count} étapes</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>{count} token in {seconds} s.</source>
        <translation>{count} token en {seconds} s.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>{count} tokens in {seconds} s.</source>
        <translation>{count} tokens en {seconds} s.</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>{count} was given up</source>
        <translation>{count} a été abandonnée</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>{count} were given up</source>
        <translation>{count} ont été abandonnées</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>{k} of {n} lines of thought that ran end</source>
        <translation>{k} des {n} pistes exécutées finissent</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>{k} of {n} lines of thought that ran ends</source>
        <translation>{k} des {n} pistes exécutées finit</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>{policy}, by {values}, {format}, seed {seed}</source>
        <translation>{policy}, selon {values}, {format}, graine {seed}</translation>
    </message>
    <message>
        <location filename="../../app/state/words.py"/>
        <source>{search}, lines below a {percent} % chance given up</source>
        <translation>{search}, pistes abandonnées sous {percent} % de chances</translation>
    </message>
    <message>
        <location filename="../../app/views/answer_card.py"/>
        <source>Confidence {confidence}.</source>
        <translation>Confiance {confidence}.</translation>
    </message>
    <message>
        <location filename="../../app/views/answer_card.py"/>
        <source>No answer yet.</source>
        <translation>Pas encore de réponse.</translation>
    </message>
    <message>
        <location filename="../../app/views/answer_card.py"/>
        <source>Share of {answer}: {share}</source>
        <translation>Part de {answer} : {share}</translation>
    </message>
    <message>
        <location filename="../../app/views/attention.py"/>
        <source>Answer: {answer}</source>
        <translation>Réponse : {answer}</translation>
    </message>
    <message>
        <location filename="../../app/views/banner.py"/>
        <source>Close this notice</source>
        <translation>Fermer cet avis</translation>
    </message>
    <message>
        <location filename="../../app/views/banner.py"/>
        <source>Notice</source>
        <translation>Avis</translation>
    </message>
    <message>
        <location filename="../../app/views/class_sets_dialog.py"/>
        <source>&amp;Add the problem on show</source>
        <translation>&amp;Ajouter le problème affiché</translation>
    </message>
    <message>
        <location filename="../../app/views/class_sets_dialog.py"/>
        <location filename="../../app/views/history_tags.py"/>
        <source>&amp;Close</source>
        <translation>&amp;Fermer</translation>
    </message>
    <message>
        <location filename="../../app/views/class_sets_dialog.py"/>
        <source>&amp;Delete</source>
        <translation>&amp;Supprimer</translation>
    </message>
    <message>
        <location filename="../../app/views/class_sets_dialog.py"/>
        <source>&amp;New set</source>
        <translation>&amp;Nouvelle série</translation>
    </message>
    <message>
        <location filename="../../app/views/class_sets_dialog.py"/>
        <source>&amp;Rename</source>
        <translation>&amp;Renommer</translation>
    </message>
    <message>
        <location filename="../../app/views/class_sets_dialog.py"/>
        <source>Class sets</source>
        <translation>Séries pour la classe</translation>
    </message>
    <message>
        <location filename="../../app/views/class_sets_dialog.py"/>
        <source>Deleted “{title}”.</source>
        <translation>« {title} » supprimé.</translation>
    </message>
    <message>
        <location filename="../../app/views/class_sets_dialog.py"/>
        <source>Hand-out with an&amp;swers…</source>
        <translation>Fiche avec les ré&amp;ponses…</translation>
    </message>
    <message>
        <location filename="../../app/views/class_sets_dialog.py"/>
        <source>Move &amp;up</source>
        <translation>M&amp;onter</translation>
    </message>
    <message>
        <location filename="../../app/views/class_sets_dialog.py"/>
        <source>Move do&amp;wn</source>
        <translation>&amp;Descendre</translation>
    </message>
    <message>
        <location filename="../../app/views/class_sets_dialog.py"/>
        <source>New set</source>
        <translation>Nouvelle série</translation>
    </message>
    <message>
        <location filename="../../app/views/class_sets_dialog.py"/>
        <source>Problems of the set</source>
        <translation>Problèmes de la série</translation>
    </message>
    <message>
        <location filename="../../app/views/class_sets_dialog.py"/>
        <source>Re&amp;move</source>
        <translation>&amp;Retirer</translation>
    </message>
    <message>
        <location filename="../../app/views/class_sets_dialog.py"/>
        <source>Und&amp;o delete</source>
        <translation>Annuler la su&amp;ppression</translation>
    </message>
    <message>
        <location filename="../../app/views/class_sets_dialog.py"/>
        <source>{number}. (gone)</source>
        <translation>{number}. (disparu)</translation>
    </message>
    <message>
        <location filename="../../app/views/compare_runs.py"/>
        <source>Close the comparison</source>
        <translation>Fermer la comparaison</translation>
    </message>
    <message>
        <location filename="../../app/views/compare_runs.py"/>
        <source>Facts of both runs</source>
        <translation>Faits des deux essais</translation>
    </message>
    <message>
        <location filename="../../app/views/compare_runs.py"/>
        <source>Left</source>
        <translation>À gauche</translation>
    </message>
    <message>
        <location filename="../../app/views/compare_runs.py"/>
        <source>Run at the left</source>
        <translation>Essai de gauche</translation>
    </message>
    <message>
        <location filename="../../app/views/compare_runs.py"/>
        <source>Run at the right</source>
        <translation>Essai de droite</translation>
    </message>
    <message>
        <location filename="../../app/views/compare_runs.py"/>
        <source>Two runs side by side</source>
        <translation>Deux essais côte à côte</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_charts.py"/>
        <source>Accuracy against time and memory</source>
        <translation>Exactitude selon le temps et la mémoire</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_charts.py"/>
        <source>Chart</source>
        <translation>Graphique</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_charts.py"/>
        <location filename="../../app/views/comparison_matrix.py"/>
        <location filename="../../app/views/comparison_table.py"/>
        <source>E&amp;xport …</source>
        <translation>E&amp;xporter …</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_charts.py"/>
        <source>Problem set of the chart</source>
        <translation>Jeu de problèmes du graphique</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_charts.py"/>
        <location filename="../../app/views/comparison_matrix.py"/>
        <source>Set</source>
        <translation>Jeu</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_files.py"/>
        <location filename="../../app/views/lab_fields.py"/>
        <location filename="../../app/views/models_page.py"/>
        <source>All files (*)</source>
        <translation>Tous les fichiers (*)</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_files.py"/>
        <source>CSV</source>
        <translation>CSV</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_files.py"/>
        <location filename="../../app/views/history_files.py"/>
        <source>Export as {format}</source>
        <translation>Exporter en {format}</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_files.py"/>
        <source>Export the problems</source>
        <translation>Exporter les problèmes</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_files.py"/>
        <location filename="../../app/views/history_files.py"/>
        <source>HTML</source>
        <translation>HTML</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_files.py"/>
        <location filename="../../app/views/history_files.py"/>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_files.py"/>
        <location filename="../../app/views/history_files.py"/>
        <source>Markdown</source>
        <translation>Markdown</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_files.py"/>
        <source>SVG</source>
        <translation>SVG</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_files.py"/>
        <location filename="../../app/views/comparison_page.py"/>
        <location filename="../../app/views/history_files.py"/>
        <location filename="../../app/views/teaching.py"/>
        <source>Wrote {path}.</source>
        <translation>{path} écrit.</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_folders.py"/>
        <source>&amp;New comparison</source>
        <translation>&amp;Nouvelle comparaison</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_folders.py"/>
        <source>Earlier comparisons</source>
        <translation>Comparaisons précédentes</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_folders.py"/>
        <source>Enter or a double click opens one.</source>
        <translation>Entrée ou un double-clic en ouvre une.</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_folders.py"/>
        <source>None yet. Choose what to compare, then start.</source>
        <translation>Aucune encore. Choisissez quoi comparer, puis démarrez.</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_folders.py"/>
        <source>Open an&amp;other folder …</source>
        <translation>&amp;Ouvrir un autre dossier …</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_folders.py"/>
        <source>only planned, {when}</source>
        <translation>seulement prévue, {when}</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_folders.py"/>
        <source>{problems:,} searches, {when}</source>
        <translation>{problems:,} recherches, {when}</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_matrix.py"/>
        <source>Only problems on which they &amp;differ</source>
        <translation>&amp;Seulement les problèmes où ils diffèrent</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_matrix.py"/>
        <source>Problem set of the matrix</source>
        <translation>Jeu de problèmes de la matrice</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_matrix.py"/>
        <source>Problems by rows of the table</source>
        <translation>Problèmes par lignes du tableau</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_matrix.py"/>
        <source>They differ on no problem.</source>
        <translation>Ils ne diffèrent sur aucun problème.</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_matrix.py"/>
        <source>{signs}. Enter or a double click opens the search in the History.</source>
        <translation>{signs}. Entrée ou un double-clic ouvre la recherche dans l'historique.</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_models.py"/>
        <source>All families</source>
        <translation>Toutes les familles</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_models.py"/>
        <source>For anything</source>
        <translation>Pour tout</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_models.py"/>
        <source>However made</source>
        <translation>Toute fabrication</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_models.py"/>
        <source>Models to compare</source>
        <translation>Modèles à comparer</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_models.py"/>
        <source>No model is on this computer yet; get one on the Models page (Ctrl+3).</source>
        <translation>Aucun modèle sur cet ordinateur ; procurez-vous-en un sur la page Modèles (Ctrl+3).</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_models.py"/>
        <source>Only models for this</source>
        <translation>Seulement les modèles pour cela</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_models.py"/>
        <source>Only models made this way</source>
        <translation>Seulement les modèles faits ainsi</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_models.py"/>
        <source>Only this family</source>
        <translation>Seulement cette famille</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_models.py"/>
        <source>{name} – by its file or name</source>
        <translation>{name} – par son fichier ou son nom</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_page.py"/>
        <location filename="../../app/views/lab_progress.py"/>
        <source>&amp;Go on</source>
        <translation>&amp;Continuer</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_page.py"/>
        <source>Charts</source>
        <translation>Graphiques</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_page.py"/>
        <location filename="../../app/views/main_window.py"/>
        <source>Compare</source>
        <translation>Comparer</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_page.py"/>
        <location filename="../../app/views/lab_fields.py"/>
        <source>File of problems</source>
        <translation>Fichier de problèmes</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_page.py"/>
        <source>Folder of a comparison</source>
        <translation>Dossier d'une comparaison</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_page.py"/>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>Folder of the results</source>
        <translation>Dossier des résultats</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_page.py"/>
        <source>Looking at the problems …</source>
        <translation>Examen des problèmes …</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_page.py"/>
        <source>Name a folder for the results.</source>
        <translation>Nommez un dossier pour les résultats.</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_page.py"/>
        <source>Nothing is measured yet: start the plan first.</source>
        <translation>Rien n'est encore mesuré : démarrez d'abord le plan.</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_page.py"/>
        <source>Parts of the comparison</source>
        <translation>Parties de la comparaison</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_page.py"/>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>Plan</source>
        <translation>Plan</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_page.py"/>
        <source>Plan of a comparison</source>
        <translation>Plan d'une comparaison</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_page.py"/>
        <source>Plans (*.toml)</source>
        <translation>Plans (*.toml)</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_page.py"/>
        <source>Problems (*.jsonl *.json *.csv *.tsv)</source>
        <translation>Problèmes (*.jsonl *.json *.csv *.tsv)</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_page.py"/>
        <source>Save the plan</source>
        <translation>Enregistrer le plan</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_page.py"/>
        <location filename="../../app/views/problem_panel.py"/>
        <source>St&amp;art</source>
        <translation>&amp;Lancer</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_page.py"/>
        <source>Start the comparison</source>
        <translation>Démarrer la comparaison</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_page.py"/>
        <location filename="../../app/views/lab_progress.py"/>
        <location filename="../../app/views/model_strip.py"/>
        <location filename="../../app/views/problem_panel.py"/>
        <source>Sto&amp;p</source>
        <translation>&amp;Arrêter</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_page.py"/>
        <source>Stop the comparison</source>
        <translation>Arrêter la comparaison</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_page.py"/>
        <source>Table</source>
        <translation>Tableau</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>&amp;Choose …</source>
        <translation>Cho&amp;isir …</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>&amp;Quantizations</source>
        <translation>&amp;Quantifications</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>&amp;Ways of searching</source>
        <translation>Méthode&amp;s de recherche</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>A&amp;dd a file of problems …</source>
        <translation>A&amp;jouter un fichier de problèmes …</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>Efforts</source>
        <translation>Efforts</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>How far a copy is from the file it was made from, on a fixed text.</source>
        <translation>Écart d'une copie à son fichier d'origine, sur un texte fixe.</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>Make a new plan &amp;instead</source>
        <translation>Fa&amp;ire plutôt un nouveau plan</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>Most tokens</source>
        <translation>Tokens au plus</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>Most tokens of a problem</source>
        <translation>Tokens au plus par problème</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>Our own: 126 problems, school to calculus</source>
        <translation>Les nôtres : 126 problèmes, de l'école à l'analyse</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>P&amp;roblem sets</source>
        <translation>Jeu&amp;x de problèmes</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>Per&amp;plexity and KL divergence</source>
        <translation>Per&amp;plexité et divergence KL</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>Plan as text</source>
        <translation>Plan en texte</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>Problem sets</source>
        <translation>Jeux de problèmes</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>Problems each</source>
        <translation>Problèmes par jeu</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>Problems of each set</source>
        <translation>Problèmes de chaque jeu</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>Quantizations to make of each model</source>
        <translation>Quantifications à faire de chaque modèle</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>Repeats of the speed figures</source>
        <translation>Répétitions des vitesses</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>Results go to</source>
        <translation>Résultats dans</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>Seeds</source>
        <translation>Graines</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>Speed, repeats</source>
        <translation>Vitesse, essais</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>This plan says more than can be chosen here:</source>
        <translation>Ce plan en dit plus que ce qu'on peut choisir ici :</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>Ways of searching</source>
        <translation>Méthodes de recherche</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>all</source>
        <translation>tous</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>as it is</source>
        <translation>tel quel</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>as the effort says</source>
        <translation>selon l'effort</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>not measured</source>
        <translation>non mesuré</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>pp512 and tg128 as llama-bench measures them.</source>
        <translation>pp512 et tg128, comme les mesure llama-bench.</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_plan.py"/>
        <source>{name} (fetched when it starts)</source>
        <translation>{name} (récupéré au démarrage)</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_progress.py"/>
        <source>Problems done</source>
        <translation>Problèmes faits</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_progress.py"/>
        <source>Progress of the comparison</source>
        <translation>Avancement de la comparaison</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_run.py"/>
        <source>A comparison is running and needs the whole computer; stop it on the Compare page, or wait.</source>
        <translation>Une comparaison est en cours et a besoin de tout l'ordinateur ; arrêtez-la sur la page Comparer, ou attendez.</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_run.py"/>
        <source>An unknown error.</source>
        <translation>Une erreur inconnue.</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_table.py"/>
        <source>All col&amp;umns</source>
        <translation>&amp;Toutes les colonnes</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_table.py"/>
        <source>Cop&amp;y</source>
        <translation>Co&amp;pier</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_table.py"/>
        <source>Do the selected rows differ?</source>
        <translation>Les lignes choisies diffèrent-elles ?</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_table.py"/>
        <source>Sort by</source>
        <translation>Trier par</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_table.py"/>
        <source>Table of the comparison</source>
        <translation>Tableau de la comparaison</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_table.py"/>
        <source>The selected rows, or all, for a spreadsheet (Ctrl+C).</source>
        <translation>Les lignes choisies, ou toutes, pour un tableur (Ctrl+C).</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_table.py"/>
        <source>la&amp;rgest first</source>
        <translation>les plus &amp;grands d’abord</translation>
    </message>
    <message>
        <location filename="../../app/views/comparison_table.py"/>
        <source>order of measuring</source>
        <translation>ordre de mesure</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source> % chance</source>
        <translation> % de chances</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>&amp;Candidates</source>
        <translation>&amp;Candidats</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>&amp;Rollouts</source>
        <translation>Pa&amp;rcours</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>As su&amp;ggested</source>
        <translation>Comme su&amp;ggéré</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>Begin the random numbers here; the same seed gives the same tree</source>
        <translation>Début des nombres aléatoires ; la même graine donne le même arbre</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>Expert settings</source>
        <translation>Paramètres experts</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>Give up lines &amp;below</source>
        <translation>Abandonner &amp;sous</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>Guided by</source>
        <translation>Guidée par</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>How freely tokens are drawn; 0 always takes the most likely one</source>
        <translation>Liberté du tirage des tokens ; 0 prend toujours le plus probable</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>How steps are written</source>
        <translation>Comment les étapes sont écrites</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>Leave everything to what suits the model</source>
        <translation>Laisser tout à ce qui convient au modèle</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>Lines of thought that are begun</source>
        <translation>Pistes commencées</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>Lines that the preference model gives a smaller chance of ending right are given up</source>
        <translation>Les pistes auxquelles le modèle de préférence donne moins de chances de bien finir sont abandonnées</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>Most &amp;tokens</source>
        <translation>&amp;Tokens au plus</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>Most seco&amp;nds</source>
        <translation>Seco&amp;ndes au plus</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>Most ste&amp;ps</source>
        <translation>Éta&amp;pes au plus</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>Seconds of search at most; 0 sets no limit</source>
        <translation>Secondes de recherche au plus ; 0 sans limite</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>See&amp;d</source>
        <translation>&amp;Graine</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>Step &amp;format</source>
        <translation>&amp;Format des étapes</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>Steps that a line of thought may have</source>
        <translation>Étapes qu'une piste peut avoir</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>Steps that are tried at each place</source>
        <translation>Étapes essayées à chaque endroit</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>Stop when the answer can hardly c&amp;hange</source>
        <translation>Arrêter quand la réponse ne peut plus guère c&amp;hanger</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>Temperat&amp;ure</source>
        <translation>Températ&amp;ure</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>Temperature: how freely tokens are drawn</source>
        <translation>Température : liberté du tirage des tokens</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>This model has no preference model.</source>
        <translation>Ce modèle n'a pas de modèle de préférence.</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>Tokens that are written at most</source>
        <translation>Tokens écrits au plus</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>auto</source>
        <translation>auto</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>auto ({number})</source>
        <translation>auto ({number})</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>never</source>
        <translation>jamais</translation>
    </message>
    <message>
        <location filename="../../app/views/expert_panel.py"/>
        <source>no limit</source>
        <translation>sans limite</translation>
    </message>
    <message>
        <location filename="../../app/views/facts_table.py"/>
        <source>Copy</source>
        <translation>Copier</translation>
    </message>
    <message>
        <location filename="../../app/views/facts_table.py"/>
        <source>Copy: {heading}</source>
        <translation>Copier : {heading}</translation>
    </message>
    <message>
        <location filename="../../app/views/figures.py"/>
        <source>As it was: {tree}</source>
        <translation>Tel que c’était : {tree}</translation>
    </message>
    <message>
        <location filename="../../app/views/figures.py"/>
        <source>Figures of the search</source>
        <translation>Chiffres de la recherche</translation>
    </message>
    <message>
        <location filename="../../app/views/figures.py"/>
        <source>Part of the budget that is used</source>
        <translation>Part du budget utilisée</translation>
    </message>
    <message>
        <location filename="../../app/views/figures.py"/>
        <source>State of the search</source>
        <translation>État de la recherche</translation>
    </message>
    <message>
        <location filename="../../app/views/figures.py"/>
        <source>Writing the first steps …</source>
        <translation>Écriture des premières étapes …</translation>
    </message>
    <message>
        <location filename="../../app/views/figures.py"/>
        <source>engine {memory:.1f} GB</source>
        <translation>moteur {memory:.1f} Go</translation>
    </message>
    <message>
        <location filename="../../app/views/figures.py"/>
        <source>{done:,} of {all:,} rollouts</source>
        <translation>{done:,} parcours sur {all:,}</translation>
    </message>
    <message>
        <location filename="../../app/views/figures.py"/>
        <source>{seconds:.1f} s</source>
        <translation>{seconds:.1f} s</translation>
    </message>
    <message>
        <location filename="../../app/views/figures.py"/>
        <source>{speed:.0f} tokens/s</source>
        <translation>{speed:.0f} tokens/s</translation>
    </message>
    <message>
        <location filename="../../app/views/figures.py"/>
        <source>{used:,} of {all:,} tokens</source>
        <translation>{used:,} tokens sur {all:,}</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>&amp;Back</source>
        <translation>Re&amp;tour</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>&amp;Cancel the download</source>
        <translation>&amp;Annuler le téléchargement</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <location filename="../../app/views/model_card.py"/>
        <location filename="../../app/views/model_strip.py"/>
        <source>&amp;Get it{size}</source>
        <translation>Obte&amp;nir{size}</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>&amp;Next</source>
        <translation>&amp;Suivant</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>&amp;Pause</source>
        <translation>&amp;Pause</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>&amp;Put it on the page</source>
        <translation>&amp;Le mettre sur la page</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>&amp;Resume</source>
        <translation>&amp;Reprendre</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>&amp;Use a model that is on this disk</source>
        <translation>&amp;Utiliser un modèle de ce disque</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>A first problem</source>
        <translation>Un premier problème</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>A model is still missing; the page offers one. The problem waits there.</source>
        <translation>Il manque encore un modèle ; la page en propose un. Le problème y attend.</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>A model that fits this computer</source>
        <translation>Un modèle adapté à cet ordinateur</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>A small model on your own computer tries many ways to solve a maths problem, step by step.</source>
        <translation>Un petit modèle, sur votre propre ordinateur, essaie bien des façons de résoudre un problème de maths, étape par étape.</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>Begin with an empt&amp;y page</source>
        <translation>Commencer par une page &amp;vide</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <location filename="../../app/views/model_strip.py"/>
        <source>Download</source>
        <translation>Téléchargement</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>Each step is a little program that really runs, in a sandbox: numbers are computed, not guessed.</source>
        <translation>Chaque étape est un petit programme qui tourne vraiment, dans un bac à sable : les nombres sont calculés, pas devinés.</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>First steps</source>
        <translation>Premiers pas</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>It has {count} cores.</source>
        <translation>Il a {count} cœurs.</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>It is on this computer already; nothing has to be fetched. {reason}</source>
        <translation>Il est déjà sur cet ordinateur ; rien à télécharger. {reason}</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>Measuring this computer …</source>
        <translation>Mesure de cet ordinateur …</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <location filename="../../app/views/model_strip.py"/>
        <source>Model to get</source>
        <translation>Modèle à obtenir</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>Nothing leaves this computer. There is no account, and after a model is fetched no network is needed.</source>
        <translation>Rien ne quitte cet ordinateur. Il n'y a pas de compte, et une fois le modèle obtenu, aucun réseau n'est nécessaire.</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>S&amp;kip the first steps</source>
        <translation>&amp;Passer les premiers pas</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>So&amp;lve it</source>
        <translation>&amp;Le résoudre</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>Stepwise makes small language models think</source>
        <translation>Stepwise fait réfléchir de petits modèles de langage</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>The download goes on; the problem waits on the page until the model is here.</source>
        <translation>Le téléchargement continue ; le problème attend sur la page que le modèle soit là.</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>You see the whole tree of attempts while it grows, and why an answer was chosen. You can steer it.</source>
        <translation>Vous voyez grandir tout l'arbre des essais, et pourquoi une réponse a été choisie. Vous pouvez le guider.</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>{name} tries it now; watch the tree grow. Escape stops the search.</source>
        <translation>{name} s'y met ; regardez grandir l'arbre. Échap arrête la recherche.</translation>
    </message>
    <message>
        <location filename="../../app/views/first_start.py"/>
        <source>{number} of 3</source>
        <translation>{number} sur 3</translation>
    </message>
    <message>
        <location filename="../../app/views/help_sheets.py"/>
        <source>About Stepwise</source>
        <translation>À propos de Stepwise</translation>
    </message>
    <message>
        <location filename="../../app/views/help_sheets.py"/>
        <source>Keyboard shortcuts</source>
        <translation>Raccourcis clavier</translation>
    </message>
    <message>
        <location filename="../../app/views/help_sheets.py"/>
        <source>Keys</source>
        <translation>Touches</translation>
    </message>
    <message>
        <location filename="../../app/views/help_sheets.py"/>
        <source>Makes small language models think, on your own computer, offline. Apache License 2.0. Each model has a licence of its own; the Models page shows it.</source>
        <translation>Fait réfléchir de petits modèles de langage, sur votre ordinateur, hors ligne. Licence Apache 2.0. Chaque modèle a sa propre licence ; la page Modèles la montre.</translation>
    </message>
    <message>
        <location filename="../../app/views/help_sheets.py"/>
        <source>Part</source>
        <translation>Composant</translation>
    </message>
    <message>
        <location filename="../../app/views/help_sheets.py"/>
        <source>Parts and their licences</source>
        <translation>Composants et leurs licences</translation>
    </message>
    <message>
        <location filename="../../app/views/help_sheets.py"/>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <location filename="../../app/views/help_sheets.py"/>
        <source>What</source>
        <translation>Quoi</translation>
    </message>
    <message>
        <location filename="../../app/views/history_changes.py"/>
        <source>Deleted.</source>
        <translation>Supprimé.</translation>
    </message>
    <message>
        <location filename="../../app/views/history_changes.py"/>
        <source>The tag {tag} was taken off.</source>
        <translation>L'étiquette {tag} a été retirée.</translation>
    </message>
    <message>
        <location filename="../../app/views/history_changes.py"/>
        <source>{count} sessions deleted.</source>
        <translation>{count} sessions supprimées.</translation>
    </message>
    <message>
        <location filename="../../app/views/history_files.py"/>
        <source>Import sessions</source>
        <translation>Importer des sessions</translation>
    </message>
    <message>
        <location filename="../../app/views/history_files.py"/>
        <source>LaTeX</source>
        <translation>LaTeX</translation>
    </message>
    <message>
        <location filename="../../app/views/history_files.py"/>
        <source>PDF</source>
        <translation>PDF</translation>
    </message>
    <message>
        <location filename="../../app/views/history_files.py"/>
        <source>Sessions exported as JSON</source>
        <translation>Sessions exportées en JSON</translation>
    </message>
    <message>
        <location filename="../../app/views/history_files.py"/>
        <source>Writing {path} …</source>
        <translation>Écriture de {path} …</translation>
    </message>
    <message>
        <location filename="../../app/views/history_head.py"/>
        <source>Problem of the opened session</source>
        <translation>Problème de la session ouverte</translation>
    </message>
    <message>
        <location filename="../../app/views/history_head.py"/>
        <source>Run of the session</source>
        <translation>Essai de la session</translation>
    </message>
    <message>
        <location filename="../../app/views/history_head.py"/>
        <source>Solve &amp;again</source>
        <translation>Résoudre enc&amp;ore</translation>
    </message>
    <message>
        <location filename="../../app/views/history_head.py"/>
        <source>Solve this problem again</source>
        <translation>Résoudre encore ce problème</translation>
    </message>
    <message>
        <location filename="../../app/views/history_head.py"/>
        <source>Tags of the session</source>
        <translation>Étiquettes de la session</translation>
    </message>
    <message>
        <location filename="../../app/views/history_head.py"/>
        <source>Tags …</source>
        <translation>Étiquettes …</translation>
    </message>
    <message>
        <location filename="../../app/views/history_list.py"/>
        <source>All tags</source>
        <translation>Toutes les étiquettes</translation>
    </message>
    <message>
        <location filename="../../app/views/history_list.py"/>
        <source>Enter or a double click opens a session.</source>
        <translation>Entrée ou un double clic ouvre une session.</translation>
    </message>
    <message>
        <location filename="../../app/views/history_list.py"/>
        <source>Favourites</source>
        <translation>Favoris</translation>
    </message>
    <message>
        <location filename="../../app/views/history_list.py"/>
        <location filename="../../app/views/main_window.py"/>
        <source>History</source>
        <translation>Historique</translation>
    </message>
    <message>
        <location filename="../../app/views/history_list.py"/>
        <source>No session holds these words.</source>
        <translation>Aucune session ne contient ces mots.</translation>
    </message>
    <message>
        <location filename="../../app/views/history_list.py"/>
        <source>No session is like this; ask for less.</source>
        <translation>Aucune session ne convient ; demandez moins.</translation>
    </message>
    <message>
        <location filename="../../app/views/history_list.py"/>
        <source>Search problems and steps</source>
        <translation>Chercher dans les problèmes et les étapes</translation>
    </message>
    <message>
        <location filename="../../app/views/history_list.py"/>
        <source>Search the history</source>
        <translation>Chercher dans l'historique</translation>
    </message>
    <message>
        <location filename="../../app/views/history_list.py"/>
        <source>Show favourites only</source>
        <translation>Favoris seulement</translation>
    </message>
    <message>
        <location filename="../../app/views/history_list.py"/>
        <source>Show sessions with this tag only</source>
        <translation>Seulement les sessions de cette étiquette</translation>
    </message>
    <message>
        <location filename="../../app/views/history_list.py"/>
        <source>Solved problems appear here.</source>
        <translation>Les problèmes résolus apparaissent ici.</translation>
    </message>
    <message>
        <location filename="../../app/views/history_page.py"/>
        <source>&amp;Undo</source>
        <translation>&amp;Annuler</translation>
    </message>
    <message>
        <location filename="../../app/views/history_page.py"/>
        <source>One session imported.</source>
        <translation>Une session importée.</translation>
    </message>
    <message>
        <location filename="../../app/views/history_page.py"/>
        <source>The last change was undone.</source>
        <translation>La dernière modification est annulée.</translation>
    </message>
    <message>
        <location filename="../../app/views/history_page.py"/>
        <source>{count} sessions imported.</source>
        <translation>{count} sessions importées.</translation>
    </message>
    <message>
        <location filename="../../app/views/history_rows.py"/>
        <source>Stored sessions</source>
        <translation>Sessions enregistrées</translation>
    </message>
    <message>
        <location filename="../../app/views/history_rows.py"/>
        <source>Title of the session</source>
        <translation>Titre de la session</translation>
    </message>
    <message>
        <location filename="../../app/views/history_tags.py"/>
        <source>&amp;Add</source>
        <translation>&amp;Ajouter</translation>
    </message>
    <message>
        <location filename="../../app/views/history_tags.py"/>
        <source>&amp;Take off</source>
        <translation>&amp;Retirer</translation>
    </message>
    <message>
        <location filename="../../app/views/history_tags.py"/>
        <source>New tag, or one in use</source>
        <translation>Nouvelle étiquette, ou une existante</translation>
    </message>
    <message>
        <location filename="../../app/views/history_tags.py"/>
        <source>Tag to add</source>
        <translation>Étiquette à ajouter</translation>
    </message>
    <message>
        <location filename="../../app/views/history_tags.py"/>
        <source>Tags of the session:</source>
        <translation>Étiquettes de la session :</translation>
    </message>
    <message>
        <location filename="../../app/views/history_tags.py"/>
        <source>Tags of {count} sessions:</source>
        <translation>Étiquettes de {count} sessions :</translation>
    </message>
    <message>
        <location filename="../../app/views/inspector.py"/>
        <source>Close the details</source>
        <translation>Fermer les détails</translation>
    </message>
    <message>
        <location filename="../../app/views/inspector.py"/>
        <source>Code of the selected step</source>
        <translation>Code de l'étape choisie</translation>
    </message>
    <message>
        <location filename="../../app/views/inspector.py"/>
        <source>Details of the selected step</source>
        <translation>Détails de l'étape choisie</translation>
    </message>
    <message>
        <location filename="../../app/views/inspector.py"/>
        <source>Details of the selected step, or why it won or lost</source>
        <translation>Détails de l'étape choisie, ou pourquoi elle a gagné ou perdu</translation>
    </message>
    <message>
        <location filename="../../app/views/inspector.py"/>
        <source>Log-probability</source>
        <translation>Log-probabilité</translation>
    </message>
    <message>
        <location filename="../../app/views/inspector.py"/>
        <source>Output and values</source>
        <translation>Sortie et valeurs</translation>
    </message>
    <message>
        <location filename="../../app/views/inspector.py"/>
        <source>Output and values of the selected step</source>
        <translation>Sortie et valeurs de l'étape choisie</translation>
    </message>
    <message>
        <location filename="../../app/views/inspector.py"/>
        <source>Prior</source>
        <translation>A priori</translation>
    </message>
    <message>
        <location filename="../../app/views/inspector.py"/>
        <source>Q</source>
        <translation>Q</translation>
    </message>
    <message>
        <location filename="../../app/views/inspector.py"/>
        <source>Score (PPM)</source>
        <translation>Note (PPM)</translation>
    </message>
    <message>
        <location filename="../../app/views/inspector.py"/>
        <source>Selected step</source>
        <translation>Étape choisie</translation>
    </message>
    <message>
        <location filename="../../app/views/inspector.py"/>
        <source>Sentence of the selected step</source>
        <translation>Phrase de l'étape choisie</translation>
    </message>
    <message>
        <location filename="../../app/views/inspector.py"/>
        <source>Step {number}. {title}</source>
        <translation>Étape {number}. {title}</translation>
    </message>
    <message>
        <location filename="../../app/views/inspector.py"/>
        <source>Visits N</source>
        <translation>Visites N</translation>
    </message>
    <message>
        <location filename="../../app/views/inspector.py"/>
        <source>Why</source>
        <translation>Pourquoi</translation>
    </message>
    <message>
        <location filename="../../app/views/inspector.py"/>
        <source>Why this branch won or lost</source>
        <translation>Pourquoi cette branche a gagné ou perdu</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_builder.py"/>
        <location filename="../../app/views/lab_entry.py"/>
        <source>Fine-tuning</source>
        <translation>Affinage</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_builder.py"/>
        <source>Kinds of work</source>
        <translation>Genres de travail</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_builder.py"/>
        <source>Lets a small and a large model write solutions at equal cost, and compares what they are worth: coverage, diversity, false positives.</source>
        <translation>Fait écrire des solutions à un petit et à un grand modèle à coût égal, et compare leur valeur : couverture, diversité, faux positifs.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_builder.py"/>
        <source>Lets one model write solutions of problems whose answers are known, and keeps its hidden states: what a preference model learns from.</source>
        <translation>Fait écrire à un modèle des solutions de problèmes dont la réponse est connue, et garde ses états internes : ce dont un modèle de préférence apprend.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_builder.py"/>
        <location filename="../../app/views/model_card.py"/>
        <location filename="../../app/views/model_finder.py"/>
        <location filename="../../app/views/problem_panel.py"/>
        <source>Looking for models …</source>
        <translation>Recherche de modèles …</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_builder.py"/>
        <source>Name of the folder</source>
        <translation>Nom du dossier</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_builder.py"/>
        <source>Name: {name}</source>
        <translation>Nom : {name}</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_builder.py"/>
        <source>New in the lab</source>
        <translation>Nouveau dans le labo</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_builder.py"/>
        <location filename="../../app/views/lab_results.py"/>
        <source>Preference model</source>
        <translation>Modèle de préférence</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_builder.py"/>
        <source>Searches, trains a preference model on the searches, and searches with it: round after round. A new one is kept only if it is no worse.</source>
        <translation>Cherche, entraîne un modèle de préférence sur ces recherches, et cherche avec lui : tour après tour. Un nouveau n'est gardé que s'il n'est pas moins bon.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_builder.py"/>
        <source>Self-evolution</source>
        <translation>Auto-évolution</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_builder.py"/>
        <location filename="../../app/views/lab_progress.py"/>
        <source>Sta&amp;rt</source>
        <translation>&amp;Démarrer</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_builder.py"/>
        <source>Teaches a model the right solutions of campaigns, its own or those of another model (LoRA).</source>
        <translation>Enseigne à un modèle les solutions justes de campagnes, les siennes ou celles d'un autre modèle (LoRA).</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_builder.py"/>
        <source>Training data</source>
        <translation>Données d'entraînement</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_builder.py"/>
        <source>Trains a preference model, which tells good steps from bad ones, on campaigns of one model.</source>
        <translation>Entraîne un modèle de préférence, qui distingue les bonnes étapes des mauvaises, sur des campagnes d'un modèle.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_builder.py"/>
        <source>Two models</source>
        <translation>Deux modèles</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_builder.py"/>
        <source>What it will cost</source>
        <translation>Ce que cela coûtera</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_builder.py"/>
        <source>What to begin</source>
        <translation>Que commencer</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_builder.py"/>
        <source>Working out what it will cost …</source>
        <translation>Calcul du coût …</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_entry.py"/>
        <source>Report</source>
        <translation>Rapport</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_entry.py"/>
        <source>Results</source>
        <translation>Résultats</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_entry.py"/>
        <source>Results and review</source>
        <translation>Résultats et relecture</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_entry.py"/>
        <source>Review</source>
        <translation>Relecture</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_entry.py"/>
        <location filename="../../app/views/lab_forms.py"/>
        <location filename="../../app/views/lab_results.py"/>
        <source>Rounds</source>
        <translation>Tours</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_entry.py"/>
        <source>What was found</source>
        <translation>Ce qui a été trouvé</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_fields.py"/>
        <source>Choose a file of problems</source>
        <translation>Choisir un fichier de problèmes</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_fields.py"/>
        <source>Choose a file of problems first.</source>
        <translation>Choisissez d'abord un fichier de problèmes.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_fields.py"/>
        <source>Choose …</source>
        <translation>Choisir …</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_fields.py"/>
        <source>JSON lines with id, question and answer. Never problems kept for measuring.</source>
        <translation>Lignes JSON avec id, question et answer. Jamais des problèmes gardés pour mesurer.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_fields.py"/>
        <source>No model is on this computer yet; get one on the Models page first.</source>
        <translation>Aucun modèle n'est encore sur cet ordinateur ; obtenez-en d'abord un sur la page Modèles.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_fields.py"/>
        <source>Problems (*.jsonl)</source>
        <translation>Problèmes (*.jsonl)</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>0 makes it linear.</source>
        <translation>0 le rend linéaire.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>At most so many problems.</source>
        <translation>Au plus autant de problèmes.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Campaigns of one model</source>
        <translation>Campagnes d'un modèle</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Candidates</source>
        <translation>Candidats</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Continuations tried at the first step.</source>
        <translation>Suites essayées à la première étape.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Descents of a tree search.</source>
        <translation>Descentes d'une recherche en arbre.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Each round, on its best solutions. Slow without a graphics card.</source>
        <translation>À chaque tour, sur ses meilleures solutions. Lent sans carte graphique.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Equal for both</source>
        <translation>Égal pour les deux</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>FLOPs: equal computing work</source>
        <translation>FLOPs : travail de calcul égal</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Fine-tune the model itself too</source>
        <translation>Affiner aussi le modèle lui-même</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>From the solutions of</source>
        <translation>Des solutions de</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Heads, each measured on problems it has not seen.</source>
        <translation>Têtes, chacune mesurée sur des problèmes qu'elle n'a pas vus.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Hidden units</source>
        <translation>Unités cachées</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>In all, those done before included.</source>
        <translation>En tout, ceux déjà faits compris.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>It ends earlier when nothing gets better.</source>
        <translation>Cela finit plus tôt quand rien ne s'améliore.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Learning rate, in millionths</source>
        <translation>Taux d'apprentissage, en millionièmes</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Learns</source>
        <translation>Apprend</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Learns from</source>
        <translation>Apprend de</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Longer are left out.</source>
        <translation>Les plus longues sont écartées.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Longest solution, in tokens</source>
        <translation>Plus longue solution, en tokens</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Lower it where the loss goes up.</source>
        <translation>Baissez-le si la perte monte.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Most epochs</source>
        <translation>Au plus d'époques</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Number of samples</source>
        <translation>Nombre d'échantillons</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Of LoRA's two matrices: how much can be learnt.</source>
        <translation>Des deux matrices de LoRA : combien peut être appris.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Of each problem.</source>
        <translation>De chaque problème.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Outcomes of solutions (ORM)</source>
        <translation>Issues des solutions (ORM)</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Parts</source>
        <translation>Parties</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Preference pairs (PPM)</source>
        <translation>Paires de préférence (PPM)</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Rank</source>
        <translation>Rang</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Regression on Q (PQM)</source>
        <translation>Régression sur Q (PQM)</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Right solutions</source>
        <translation>Les bonnes solutions</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Rollouts</source>
        <translation>Rollouts</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Samples</source>
        <translation>Échantillons</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Samples of the strong model</source>
        <translation>Échantillons du modèle fort</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Seconds on this computer</source>
        <translation>Secondes sur cet ordinateur</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Solutions or pairs of a step</source>
        <translation>Solutions ou paires d'un pas</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Take equally many when you compare data.</source>
        <translation>Prenez-en autant quand vous comparez des données.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>The same gives the same samples.</source>
        <translation>La même donne les mêmes échantillons.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Use the first</source>
        <translation>Prendre les premiers</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>Which step is better: a preference model</source>
        <translation>Quelle étape est meilleure : un modèle de préférence</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_forms.py"/>
        <source>{name}: {model}, {count} problems</source>
        <translation>{name} : {model}, {count} problèmes</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_page.py"/>
        <source>&amp;Begin something</source>
        <translation>Commencer &amp;quelque chose</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_page.py"/>
        <source>&amp;New …</source>
        <translation>&amp;Nouveau …</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_page.py"/>
        <source>&amp;Open a folder …</source>
        <translation>&amp;Ouvrir un dossier …</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_page.py"/>
        <source>Compare a small and a large model at equal cost, and review whether right answers were well reasoned.</source>
        <translation>Comparez un petit et un grand modèle à coût égal, et relisez si les réponses justes sont bien raisonnées.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_page.py"/>
        <source>First: get one or two models on the Models page, then begin with a few problems; it takes minutes.</source>
        <translation>D'abord : obtenez un ou deux modèles sur la page Modèles, puis commencez par quelques problèmes ; cela prend des minutes.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_page.py"/>
        <source>Folder of a campaign, an evolution or a training</source>
        <translation>Dossier d'une campagne, d'une évolution ou d'un entraînement</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_page.py"/>
        <source>Here models solve problems whose answers are known, and what they wrote becomes data.</source>
        <translation>Ici, des modèles résolvent des problèmes dont la réponse est connue, et ce qu'ils écrivent devient des données.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_page.py"/>
        <location filename="../../app/views/main_window.py"/>
        <source>Lab</source>
        <translation>Labo</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_page.py"/>
        <source>Let models teach models</source>
        <translation>Des modèles enseignent à des modèles</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_page.py"/>
        <source>Take off the &amp;list</source>
        <translation>Ôter de la &amp;liste</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_page.py"/>
        <source>Train a preference model on one model's solutions, or let both improve round by round.</source>
        <translation>Entraînez un modèle de préférence sur les solutions d'un modèle, ou laissez les deux progresser tour par tour.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_page.py"/>
        <source>Work in the lab</source>
        <translation>Travaux du labo</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_page.py"/>
        <source>{model} is chosen on the Solve page now.</source>
        <translation>{model} est maintenant choisi sur la page Résoudre.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_progress.py"/>
        <source>Done.</source>
        <translation>Terminé.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_progress.py"/>
        <source>Not begun here: go on with it on the command line.</source>
        <translation>Pas commencé ici : continuez en ligne de commande.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_progress.py"/>
        <source>Progress of the work</source>
        <translation>Avancement du travail</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_progress.py"/>
        <source>State of the work</source>
        <translation>État du travail</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_progress.py"/>
        <source>The lab is at work on something else.</source>
        <translation>Le labo travaille à autre chose.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_results.py"/>
        <source>&amp;Use it no longer</source>
        <translation>Ne pl&amp;us l'utiliser</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_results.py"/>
        <source>&amp;Use this model</source>
        <translation>&amp;Utiliser ce modèle</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_results.py"/>
        <source>&amp;Use this preference model</source>
        <translation>&amp;Utiliser ce modèle de préférence</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_results.py"/>
        <source>Both models at equal cost</source>
        <translation>Les deux modèles à coût égal</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_results.py"/>
        <source>Curves and tables come here when both models have drawn their samples.</source>
        <translation>Courbes et tableaux viennent ici quand les deux modèles ont tiré leurs échantillons.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_results.py"/>
        <source>Fine-tuned model</source>
        <translation>Modèle affiné</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_results.py"/>
        <source>Folder for the report</source>
        <translation>Dossier du rapport</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_results.py"/>
        <source>Folder for training data</source>
        <translation>Dossier des données d'entraînement</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_results.py"/>
        <source>One &amp;more round</source>
        <translation>Encore un to&amp;ur</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_results.py"/>
        <source>Report what is there</source>
        <translation>Rapport de ce qui est là</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_results.py"/>
        <source>Save report and curves …</source>
        <translation>Enregistrer rapport et courbes …</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_results.py"/>
        <source>Save training data …</source>
        <translation>Enregistrer les données d'entraînement …</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_results.py"/>
        <source>Step {step}: loss {loss}</source>
        <translation>Étape {step} : perte {loss}</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_results.py"/>
        <source>The loss curve comes here when the training has begun.</source>
        <translation>La courbe de perte vient ici quand l'entraînement a commencé.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_results.py"/>
        <source>The rounds come here: what the searches found, and whether training helped.</source>
        <translation>Les tours viennent ici : ce que les recherches ont trouvé, et si l'entraînement a aidé.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_results.py"/>
        <source>The two campaigns</source>
        <translation>Les deux campagnes</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_results.py"/>
        <source>What the model writes can be reviewed, saved as training data, and trained on as it is.</source>
        <translation>Ce que le modèle écrit peut être relu, enregistré comme données d'entraînement, et servir tel quel à l'entraînement.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_results.py"/>
        <source>{count} problems, {share} % of them held out; {model}.</source>
        <translation>{count} problèmes, dont {share} % mis de côté ; {model}.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>All {total} are done.</source>
        <translation>Les {total} sont terminées.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>Answer: {answer} (right)</source>
        <translation>Réponse : {answer} (juste)</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <location filename="../../app/views/step_list.py"/>
        <source>Code of step {number}</source>
        <translation>Code de l'étape {number}</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>How many to judge</source>
        <translation>Combien en juger</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>Revie&amp;w</source>
        <translation>Re&amp;lire</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>Reviewed</source>
        <translation>Relu</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>Right (Y)</source>
        <translation>Juste (Y)</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>Right answers, drawn from all models alike: is the reasoning right too? It goes on where it was left.</source>
        <translation>Des réponses justes, tirées également de tous les modèles : le raisonnement l'est-il aussi ? La relecture reprend où elle en était.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>Skip (S)</source>
        <translation>Passer (S)</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>Skip this one</source>
        <translation>Passer celle-ci</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>Solution to judge</source>
        <translation>Solution à juger</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>Solutions to judge</source>
        <translation>Solutions à juger</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>Take back (U)</source>
        <translation>Annuler (U)</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>Take the last vote back</source>
        <translation>Annuler le dernier avis</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>The automatic check flagged {share} of those {count} of them that it could check.</source>
        <translation>La vérification automatique a signalé {share} des {count} qu'elle a pu vérifier.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>The one before: {said}; {checked}.</source>
        <translation>La précédente : {said} ; {checked}.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>The reasoning is right</source>
        <translation>Le raisonnement est juste</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>The reasoning is wrong</source>
        <translation>Le raisonnement est faux</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>Wrong (N)</source>
        <translation>Faux (N)</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>Wrong reasoning: {share} of {count} judged.</source>
        <translation>Raisonnement faux : {share} de {count} jugées.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>answers with something of another kind when a number changes</source>
        <translation>répond autre chose quand un nombre change</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>does not depend on the problem's numbers</source>
        <translation>ne dépend pas des nombres du problème</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>does not run with other numbers</source>
        <translation>ne s'exécute pas avec d'autres nombres</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>is no program</source>
        <translation>n'est pas un programme</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>printed something else when it ran again</source>
        <translation>a affiché autre chose à la seconde exécution</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>prints what it did not compute</source>
        <translation>affiche ce qu'il n'a pas calculé</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>the automatic check could not say</source>
        <translation>la vérification automatique n'a pas pu trancher</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>the automatic check flagged it</source>
        <translation>la vérification automatique l'a signalée</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>the automatic check has not looked at it</source>
        <translation>la vérification automatique ne l'a pas regardée</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>the automatic check passed it</source>
        <translation>la vérification automatique l'a acceptée</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>the problem has no numbers</source>
        <translation>le problème n'a pas de nombres</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>uses a number that the problem does not give</source>
        <translation>utilise un nombre que le problème ne donne pas</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>writes a number of the problem down without using it</source>
        <translation>écrit un nombre du problème sans l'utiliser</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>you said the reasoning is right</source>
        <translation>vous avez jugé le raisonnement juste</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>you said the reasoning is wrong</source>
        <translation>vous avez jugé le raisonnement faux</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>you skipped it</source>
        <translation>vous l'avez passée</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>{name}: {share} of {count}.</source>
        <translation>{name} : {share} sur {count}.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_review.py"/>
        <source>{number} of {total}: is the reasoning right?</source>
        <translation>{number} sur {total} : le raisonnement est-il juste ?</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_runner.py"/>
        <source>It failed; what is done is kept.</source>
        <translation>Échec ; ce qui est fait est gardé.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_runner.py"/>
        <source>Stopped before anything was done.</source>
        <translation>Arrêté avant que rien ne soit fait.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_runner.py"/>
        <source>Stopped; what is done is kept.</source>
        <translation>Arrêté ; ce qui est fait est gardé.</translation>
    </message>
    <message>
        <location filename="../../app/views/lab_runner.py"/>
        <location filename="../../app/views/main_window.py"/>
        <source>The lab is at work already; stop that first, or wait for it.</source>
        <translation>Le labo travaille déjà ; arrêtez-le d'abord, ou attendez.</translation>
    </message>
    <message>
        <location filename="../../app/views/main_window.py"/>
        <source>&amp;Go on measuring</source>
        <translation>&amp;Continuer à mesurer</translation>
    </message>
    <message>
        <location filename="../../app/views/main_window.py"/>
        <source>&amp;Go on searching</source>
        <translation>&amp;Continuer la recherche</translation>
    </message>
    <message>
        <location filename="../../app/views/main_window.py"/>
        <source>&amp;Go on working</source>
        <translation>&amp;Continuer le travail</translation>
    </message>
    <message>
        <location filename="../../app/views/main_window.py"/>
        <source>A comparison is running. Quit anyway?</source>
        <translation>Une comparaison est en cours. Quitter quand même ?</translation>
    </message>
    <message>
        <location filename="../../app/views/main_window.py"/>
        <source>A search is running. Quit anyway?</source>
        <translation>Une recherche est en cours. Quitter quand même ?</translation>
    </message>
    <message>
        <location filename="../../app/views/main_window.py"/>
        <location filename="../../app/views/models_page.py"/>
        <source>Models</source>
        <translation>Modèles</translation>
    </message>
    <message>
        <location filename="../../app/views/main_window.py"/>
        <source>Pages</source>
        <translation>Pages</translation>
    </message>
    <message>
        <location filename="../../app/views/main_window.py"/>
        <source>Quit Stepwise</source>
        <translation>Quitter Stepwise</translation>
    </message>
    <message>
        <location filename="../../app/views/main_window.py"/>
        <source>Restart eng&amp;ine</source>
        <translation>Redémarrer le mote&amp;ur</translation>
    </message>
    <message>
        <location filename="../../app/views/main_window.py"/>
        <location filename="../../app/views/settings_page.py"/>
        <source>Settings</source>
        <translation>Paramètres</translation>
    </message>
    <message>
        <location filename="../../app/views/main_window.py"/>
        <source>Solve</source>
        <translation>Résoudre</translation>
    </message>
    <message>
        <location filename="../../app/views/main_window.py"/>
        <source>Steps are not run on this computer, so answers stay unverified: {why}</source>
        <translation>Les étapes ne sont pas exécutées sur cet ordinateur, les réponses restent donc non vérifiées : {why}</translation>
    </message>
    <message>
        <location filename="../../app/views/main_window.py"/>
        <source>The lab is at work. Quit anyway?</source>
        <translation>Le labo travaille. Quitter quand même ?</translation>
    </message>
    <message>
        <location filename="../../app/views/main_window.py"/>
        <source>This computer is being measured; wait for that, or stop it.</source>
        <translation>Cet ordinateur est en cours de mesure ; attendez, ou arrêtez-la.</translation>
    </message>
    <message>
        <location filename="../../app/views/main_window.py"/>
        <source>What is measured is kept, and it goes on from the Compare page.</source>
        <translation>Ce qui est mesuré est gardé, et on continue depuis la page Comparer.</translation>
    </message>
    <message>
        <location filename="../../app/views/main_window.py"/>
        <source>What it has found so far is kept, and it can be continued later.</source>
        <translation>Ce qu'elle a trouvé est gardé, et elle pourra reprendre plus tard.</translation>
    </message>
    <message>
        <location filename="../../app/views/minimap.py"/>
        <source>Overview of the tree: arrows move what is shown</source>
        <translation>Aperçu de l'arbre : les flèches déplacent la partie montrée</translation>
    </message>
    <message>
        <location filename="../../app/views/model_card.py"/>
        <source>&amp;Check the file</source>
        <translation>&amp;Vérifier le fichier</translation>
    </message>
    <message>
        <location filename="../../app/views/model_card.py"/>
        <source>&amp;Delete …</source>
        <translation>&amp;Supprimer …</translation>
    </message>
    <message>
        <location filename="../../app/views/model_card.py"/>
        <source>&amp;Forget …</source>
        <translation>&amp;Oublier …</translation>
    </message>
    <message>
        <location filename="../../app/views/model_card.py"/>
        <source>&amp;Go on getting it{size}</source>
        <translation>&amp;Continuer à l'obtenir{size}</translation>
    </message>
    <message>
        <location filename="../../app/views/model_card.py"/>
        <source>&amp;Keep it</source>
        <translation>&amp;Garder</translation>
    </message>
    <message>
        <location filename="../../app/views/model_card.py"/>
        <source>&amp;Load now</source>
        <translation>&amp;Charger maintenant</translation>
    </message>
    <message>
        <location filename="../../app/views/model_card.py"/>
        <source>&amp;Unload to free memory</source>
        <translation>&amp;Décharger pour libérer la mémoire</translation>
    </message>
    <message>
        <location filename="../../app/views/model_card.py"/>
        <source>Choose a model in the list.</source>
        <translation>Choisissez un modèle dans la liste.</translation>
    </message>
    <message>
        <location filename="../../app/views/model_card.py"/>
        <source>Chosen model</source>
        <translation>Modèle choisi</translation>
    </message>
    <message>
        <location filename="../../app/views/model_card.py"/>
        <source>Details of {name}</source>
        <translation>Détails de {name}</translation>
    </message>
    <message>
        <location filename="../../app/views/model_card.py"/>
        <location filename="../../app/views/settings_engine.py"/>
        <source>Fastest settings, measured here</source>
        <translation>Réglages les plus rapides, mesurés ici</translation>
    </message>
    <message>
        <location filename="../../app/views/model_card.py"/>
        <source>Loading …</source>
        <translation>Chargement …</translation>
    </message>
    <message>
        <location filename="../../app/views/model_card.py"/>
        <source>Preference model, shipped beside it</source>
        <translation>Modèle de préférence livré avec lui</translation>
    </message>
    <message>
        <location filename="../../app/views/model_downloads.py"/>
        <source>Checking the file: {words}</source>
        <translation>Vérification du fichier : {words}</translation>
    </message>
    <message>
        <location filename="../../app/views/model_downloads.py"/>
        <source>Looking for the file …</source>
        <translation>Recherche du fichier …</translation>
    </message>
    <message>
        <location filename="../../app/views/model_downloads.py"/>
        <source>Paused; what arrived is kept and the download goes on from there.</source>
        <translation>En pause ; ce qui est arrivé est gardé et le téléchargement reprendra là.</translation>
    </message>
    <message>
        <location filename="../../app/views/model_downloads.py"/>
        <source>Ready.</source>
        <translation>Prêt.</translation>
    </message>
    <message>
        <location filename="../../app/views/model_downloads.py"/>
        <source>The download failed; try again.</source>
        <translation>Le téléchargement a échoué ; réessayez.</translation>
    </message>
    <message>
        <location filename="../../app/views/model_downloads.py"/>
        <source>Waiting for another download of the same model.</source>
        <translation>Attend un autre téléchargement du même modèle.</translation>
    </message>
    <message>
        <location filename="../../app/views/model_downloads.py"/>
        <source>Waits for the download before it.</source>
        <translation>Attend le téléchargement précédent.</translation>
    </message>
    <message>
        <location filename="../../app/views/model_finder.py"/>
        <source>&amp;Close this list</source>
        <translation>&amp;Fermer cette liste</translation>
    </message>
    <message>
        <location filename="../../app/views/model_finder.py"/>
        <source>&amp;Look in another folder …</source>
        <translation>&amp;Chercher dans un autre dossier …</translation>
    </message>
    <message>
        <location filename="../../app/views/model_finder.py"/>
        <source>A&amp;dd these</source>
        <translation>&amp;Ajouter ceux-ci</translation>
    </message>
    <message>
        <location filename="../../app/views/model_finder.py"/>
        <source>Folder with models</source>
        <translation>Dossier de modèles</translation>
    </message>
    <message>
        <location filename="../../app/views/model_finder.py"/>
        <source>Models found on this computer</source>
        <translation>Modèles trouvés sur cet ordinateur</translation>
    </message>
    <message>
        <location filename="../../app/views/model_finder.py"/>
        <source>Models of other programs</source>
        <translation>Modèles d'autres programmes</translation>
    </message>
    <message>
        <location filename="../../app/views/model_finder.py"/>
        <source>No other model lies in: {folders}.</source>
        <translation>Aucun autre modèle dans : {folders}.</translation>
    </message>
    <message>
        <location filename="../../app/views/model_finder.py"/>
        <source>{count} found in: {folders}. They are used where they lie; nothing is copied or moved.</source>
        <translation>{count} trouvés dans : {folders}. Ils servent là où ils sont ; rien n'est copié ni déplacé.</translation>
    </message>
    <message>
        <location filename="../../app/views/model_finder.py"/>
        <source>{names} keep no models in their usual places here. Look in another folder.</source>
        <translation>{names} n'ont pas de modèles à leurs emplacements habituels. Cherchez dans un autre dossier.</translation>
    </message>
    <message>
        <location filename="../../app/views/model_jobs.py"/>
        <source>Cancel</source>
        <translation>Annuler</translation>
    </message>
    <message>
        <location filename="../../app/views/model_jobs.py"/>
        <source>Checking {name}</source>
        <translation>Vérification de {name}</translation>
    </message>
    <message>
        <location filename="../../app/views/model_jobs.py"/>
        <source>Close</source>
        <translation>Fermer</translation>
    </message>
    <message>
        <location filename="../../app/views/model_jobs.py"/>
        <source>Downloads</source>
        <translation>Téléchargements</translation>
    </message>
    <message>
        <location filename="../../app/views/model_jobs.py"/>
        <source>Ends the download and deletes what has arrived.</source>
        <translation>Met fin au téléchargement et supprime ce qui est arrivé.</translation>
    </message>
    <message>
        <location filename="../../app/views/model_jobs.py"/>
        <source>Getting {name}</source>
        <translation>Téléchargement de {name}</translation>
    </message>
    <message>
        <location filename="../../app/views/model_jobs.py"/>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <location filename="../../app/views/model_jobs.py"/>
        <source>Resume</source>
        <translation>Reprendre</translation>
    </message>
    <message>
        <location filename="../../app/views/model_strip.py"/>
        <source>Getting {name} …</source>
        <translation>Téléchargement de {name} …</translation>
    </message>
    <message>
        <location filename="../../app/views/model_strip.py"/>
        <source>{name} is not on this computer yet.</source>
        <translation>{name} n'est pas encore sur cet ordinateur.</translation>
    </message>
    <message>
        <location filename="../../app/views/model_tuner.py"/>
        <source>&amp;Measure this computer</source>
        <translation>&amp;Mesurer cet ordinateur</translation>
    </message>
    <message>
        <location filename="../../app/views/model_tuner.py"/>
        <source>&amp;Stop measuring</source>
        <translation>&amp;Arrêter la mesure</translation>
    </message>
    <message>
        <location filename="../../app/views/model_tuner.py"/>
        <source>Finds the fastest threads, flash attention and width for a model; takes minutes.</source>
        <translation>Trouve les fils, la flash attention et la largeur les plus rapides pour un modèle ; prend des minutes.</translation>
    </message>
    <message>
        <location filename="../../app/views/model_tuner.py"/>
        <location filename="../../app/views/solve_page.py"/>
        <source>Getting the model ready …</source>
        <translation>Préparation du modèle …</translation>
    </message>
    <message>
        <location filename="../../app/views/model_tuner.py"/>
        <source>Measurement</source>
        <translation>Mesure</translation>
    </message>
    <message>
        <location filename="../../app/views/model_tuner.py"/>
        <source>{number} of {total}: {words}</source>
        <translation>{number} sur {total} : {words}</translation>
    </message>
    <message>
        <location filename="../../app/views/model_tuner.py"/>
        <source>{threads} threads, flash attention {flash}</source>
        <translation>{threads} fils, flash attention {flash}</translation>
    </message>
    <message>
        <location filename="../../app/views/models_page.py"/>
        <source>&amp;Add a file …</source>
        <translation>A&amp;jouter un fichier …</translation>
    </message>
    <message>
        <location filename="../../app/views/models_page.py"/>
        <source>&amp;Only those that fit</source>
        <translation>Seulement ceux qui con&amp;viennent</translation>
    </message>
    <message>
        <location filename="../../app/views/models_page.py"/>
        <source>Filter the models</source>
        <translation>Filtrer les modèles</translation>
    </message>
    <message>
        <location filename="../../app/views/models_page.py"/>
        <source>Filter: name, size, type</source>
        <translation>Filtre : nom, taille, type</translation>
    </message>
    <message>
        <location filename="../../app/views/models_page.py"/>
        <source>Look o&amp;n this disk …</source>
        <translation>Chercher sur ce d&amp;isque …</translation>
    </message>
    <message>
        <location filename="../../app/views/models_page.py"/>
        <source>Model file</source>
        <translation>Fichier de modèle</translation>
    </message>
    <message>
        <location filename="../../app/views/models_page.py"/>
        <source>Models (*.gguf)</source>
        <translation>Modèles (*.gguf)</translation>
    </message>
    <message>
        <location filename="../../app/views/presenter.py"/>
        <source>Presenter</source>
        <translation>Présentation</translation>
    </message>
    <message>
        <location filename="../../app/views/presenter.py"/>
        <source>Presenter: {title}</source>
        <translation>Présentation : {title}</translation>
    </message>
    <message>
        <location filename="../../app/views/presenter.py"/>
        <source>Problem {number} of {count}</source>
        <translation>Problème {number} sur {count}</translation>
    </message>
    <message>
        <location filename="../../app/views/presenter.py"/>
        <source>Screen {number} of {count}</source>
        <translation>Écran {number} sur {count}</translation>
    </message>
    <message>
        <location filename="../../app/views/presenter.py"/>
        <source>→ next   ← back   R reason   C code   W where it goes wrong   B black   + − size   Esc leave</source>
        <translation>→ suite   ← retour   R raison   C code   W où cela se trompe   B noir   + − taille   Échap quitter</translation>
    </message>
    <message>
        <location filename="../../app/views/presenter_slides.py"/>
        <source>Formula {number}</source>
        <translation>Formule {number}</translation>
    </message>
    <message>
        <location filename="../../app/views/presenter_slides.py"/>
        <source>Given answer</source>
        <translation>Réponse donnée</translation>
    </message>
    <message>
        <location filename="../../app/views/presenter_slides.py"/>
        <source>Mark</source>
        <translation>Mention</translation>
    </message>
    <message>
        <location filename="../../app/views/presenter_slides.py"/>
        <source>More about the reason</source>
        <translation>Plus sur la raison</translation>
    </message>
    <message>
        <location filename="../../app/views/presenter_slides.py"/>
        <source>Output</source>
        <translation>Sortie</translation>
    </message>
    <message>
        <location filename="../../app/views/presenter_slides.py"/>
        <source>Reason</source>
        <translation>Raison</translation>
    </message>
    <message>
        <location filename="../../app/views/presenter_slides.py"/>
        <source>The step after it</source>
        <translation>L'étape suivante</translation>
    </message>
    <message>
        <location filename="../../app/views/presenter_slides.py"/>
        <source>Then: {reason}</source>
        <translation>Ensuite : {reason}</translation>
    </message>
    <message>
        <location filename="../../app/views/presenter_slides.py"/>
        <source>Values</source>
        <translation>Valeurs</translation>
    </message>
    <message>
        <location filename="../../app/views/presenter_slides.py"/>
        <source>Why, {number}</source>
        <translation>Pourquoi, {number}</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>&amp;Model</source>
        <translation>&amp;Modèle</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>A few lines of thought; seconds to a minute.</source>
        <translation>Quelques pistes ; de quelques secondes à une minute.</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>A maths problem in plain words or TeX, for example: What is the sum of all …</source>
        <translation>Un problème de maths en mots ou en TeX, par exemple : Quelle est la somme de tous …</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>Ctrl+Return starts, Escape stops.</source>
        <translation>Ctrl+Entrée lance, Échap arrête.</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>E&amp;xpected answer</source>
        <translation>Réponse a&amp;ttendue</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>Eff&amp;ort</source>
        <translation>Eff&amp;ort</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>Effort</source>
        <translation>Effort</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>Enough for most school problems.</source>
        <translation>Suffit pour la plupart des problèmes scolaires.</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>Expected answer, if you know it</source>
        <translation>Réponse attendue, si vous la connaissez</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>Expert</source>
        <translation>Expert</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>Expert settings (Ctrl+E)</source>
        <translation>Paramètres experts (Ctrl+E)</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>Get the model first, or choose one that is on this computer.</source>
        <translation>Obtenez d'abord le modèle, ou choisissez-en un qui est sur cet ordinateur.</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>Many lines of thought; minutes.</source>
        <translation>Beaucoup de pistes ; des minutes.</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>Preview of the problem</source>
        <translation>Aperçu du problème</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>Problem, in words or TeX</source>
        <translation>Problème, en mots ou en TeX</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>Sear&amp;ch</source>
        <translation>Rec&amp;herche</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>Start the search</source>
        <translation>Lancer la recherche</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>Stop the search</source>
        <translation>Arrêter la recherche</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>The problem has {characters:,} characters; shorten it to {most:,} or fewer.</source>
        <translation>Le problème a {characters:,} caractères ; raccourcissez-le à {most:,} au plus.</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>Type a problem to begin.</source>
        <translation>Tapez un problème pour commencer.</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>optional</source>
        <translation>facultatif</translation>
    </message>
    <message>
        <location filename="../../app/views/problem_panel.py"/>
        <source>{name} – not here yet</source>
        <translation>{name} – pas encore ici</translation>
    </message>
    <message>
        <location filename="../../app/views/replay_bar.py"/>
        <source>1 step/s</source>
        <translation>1 étape/s</translation>
    </message>
    <message>
        <location filename="../../app/views/replay_bar.py"/>
        <source>10 steps/s</source>
        <translation>10 étapes/s</translation>
    </message>
    <message>
        <location filename="../../app/views/replay_bar.py"/>
        <source>3 steps/s</source>
        <translation>3 étapes/s</translation>
    </message>
    <message>
        <location filename="../../app/views/replay_bar.py"/>
        <source>30 steps/s</source>
        <translation>30 étapes/s</translation>
    </message>
    <message>
        <location filename="../../app/views/replay_bar.py"/>
        <source>Back to the newest step (Alt+End)</source>
        <translation>Retour à l'étape la plus récente (Alt+Fin)</translation>
    </message>
    <message>
        <location filename="../../app/views/replay_bar.py"/>
        <source>End</source>
        <translation>Fin</translation>
    </message>
    <message>
        <location filename="../../app/views/replay_bar.py"/>
        <source>Halt the replay (F6)</source>
        <translation>Arrêter la relecture (F6)</translation>
    </message>
    <message>
        <location filename="../../app/views/replay_bar.py"/>
        <source>Live</source>
        <translation>En direct</translation>
    </message>
    <message>
        <location filename="../../app/views/replay_bar.py"/>
        <source>Moment of the search</source>
        <translation>Moment de la recherche</translation>
    </message>
    <message>
        <location filename="../../app/views/replay_bar.py"/>
        <source>One step back (Alt+Left)</source>
        <translation>Une étape en arrière (Alt+Gauche)</translation>
    </message>
    <message>
        <location filename="../../app/views/replay_bar.py"/>
        <source>One step on (Alt+Right)</source>
        <translation>Une étape en avant (Alt+Droite)</translation>
    </message>
    <message>
        <location filename="../../app/views/replay_bar.py"/>
        <source>Play the search (F6)</source>
        <translation>Rejouer la recherche (F6)</translation>
    </message>
    <message>
        <location filename="../../app/views/replay_bar.py"/>
        <source>Speed of the replay</source>
        <translation>Vitesse de la relecture</translation>
    </message>
    <message>
        <location filename="../../app/views/replay_bar.py"/>
        <source>{step} of {steps}</source>
        <translation>{step} sur {steps}</translation>
    </message>
    <message>
        <location filename="../../app/views/run_view.py"/>
        <source>Out&amp;line</source>
        <translation>&amp;Plan</translation>
    </message>
    <message>
        <location filename="../../app/views/run_view.py"/>
        <source>Outline of the search tree</source>
        <translation>Plan de l'arbre de recherche</translation>
    </message>
    <message>
        <location filename="../../app/views/run_view.py"/>
        <source>Show the whole tree (0)</source>
        <translation>Montrer tout l'arbre (0)</translation>
    </message>
    <message>
        <location filename="../../app/views/run_view.py"/>
        <source>T&amp;ree</source>
        <translation>Ar&amp;bre</translation>
    </message>
    <message>
        <location filename="../../app/views/run_view.py"/>
        <source>Tree or outline</source>
        <translation>Arbre ou plan</translation>
    </message>
    <message>
        <location filename="../../app/views/run_view.py"/>
        <source>Zoom in (+)</source>
        <translation>Agrandir (+)</translation>
    </message>
    <message>
        <location filename="../../app/views/run_view.py"/>
        <source>Zoom out (-)</source>
        <translation>Réduire (-)</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_engine.py"/>
        <source>Looking for devices …</source>
        <translation>Recherche des périphériques …</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_engine.py"/>
        <source>Model to measure</source>
        <translation>Modèle à mesurer</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_engine.py"/>
        <source>Models run on the graphics card: {devices}.</source>
        <translation>Les modèles tournent sur la carte graphique : {devices}.</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_engine.py"/>
        <source>Models run on the processor ({processor}): no graphics card was found, though llama.cpp could use one.</source>
        <translation>Les modèles tournent sur le processeur ({processor}) : aucune carte graphique trouvée, bien que llama.cpp puisse en utiliser une.</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_engine.py"/>
        <source>Models run on the processor ({processor}): this build of llama.cpp knows no graphics card.</source>
        <translation>Les modèles tournent sur le processeur ({processor}) : cette version de llama.cpp ne connaît pas de carte graphique.</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_engine.py"/>
        <source>Not measured yet: the engine chooses its threads by the number of cores.</source>
        <translation>Pas encore mesuré : le moteur choisit ses fils d'après le nombre de cœurs.</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_engine.py"/>
        <source>Steps run in a sandbox: {detail}</source>
        <translation>Les étapes tournent dans un bac à sable : {detail}</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_engine.py"/>
        <source>The model that is loaded runs on: {hardware}.</source>
        <translation>Le modèle chargé tourne sur : {hardware}.</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_engine.py"/>
        <source>When a model is on this computer, its fastest settings can be measured here.</source>
        <translation>Quand un modèle est sur cet ordinateur, ses réglages les plus rapides se mesurent ici.</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_folders.py"/>
        <source>&amp;Copy its path</source>
        <translation>Copier &amp;son chemin</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_folders.py"/>
        <source>&amp;Open the folder</source>
        <translation>&amp;Ouvrir le dossier</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_folders.py"/>
        <source>Everything that Stepwise keeps lies in one folder:</source>
        <translation>Tout ce que garde Stepwise est dans un dossier :</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_folders.py"/>
        <source>To move it: close Stepwise, move the folder, and set the variable {variable} to its new place before you start again. Models linked from other programs stay where they are.</source>
        <translation>Pour le déplacer : fermez Stepwise, déplacez le dossier et donnez à la variable {variable} son nouvel emplacement avant de redémarrer. Les modèles liés d'autres programmes restent où ils sont.</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_folders.py"/>
        <source>What is in it</source>
        <translation>Ce qu'il contient</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_folders.py"/>
        <source>What is stored where</source>
        <translation>Ce qui est gardé, et où</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_folders.py"/>
        <source>Whatever you delete in this folder is gone; nothing of it is kept elsewhere.</source>
        <translation>Ce que vous supprimez dans ce dossier disparaît ; rien n'en est gardé ailleurs.</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_folders.py"/>
        <source>{used} in all; {free} are free on this disk.</source>
        <translation>{used} en tout ; {free} sont libres sur ce disque.</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_general.py"/>
        <source>&amp;Ask before a running search is left</source>
        <translation>Demander avant de &amp;quitter une recherche en cours</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_general.py"/>
        <source>&amp;Language</source>
        <translation>&amp;Langue</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_general.py"/>
        <source>As the system</source>
        <translation>Comme le système</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_general.py"/>
        <source>Dark</source>
        <translation>Sombre</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_general.py"/>
        <source>Effort of a new &amp;problem</source>
        <translation>Effort d'un nouveau &amp;problème</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_general.py"/>
        <source>Font si&amp;ze</source>
        <translation>Ta&amp;ille des caractères</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_general.py"/>
        <source>Light</source>
        <translation>Clair</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_general.py"/>
        <source>Show the fi&amp;rst steps again</source>
        <translation>Revoir les pre&amp;miers pas</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_general.py"/>
        <source>The language changes to {language} when Stepwise is started again.</source>
        <translation>La langue passera à {language} au prochain démarrage de Stepwise.</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_general.py"/>
        <source>The&amp;me</source>
        <translation>&amp;Thème</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_general.py"/>
        <source>after a restart</source>
        <translation>après un redémarrage</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_general.py"/>
        <source>of the system's own</source>
        <translation>de celle du système</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_page.py"/>
        <source>Engine</source>
        <translation>Moteur</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_page.py"/>
        <source>Folders</source>
        <translation>Dossiers</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_page.py"/>
        <source>General</source>
        <translation>Général</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_page.py"/>
        <source>Kinds of settings</source>
        <translation>Sortes de paramètres</translation>
    </message>
    <message>
        <location filename="../../app/views/settings_page.py"/>
        <source>Privacy</source>
        <translation>Vie privée</translation>
    </message>
    <message>
        <location filename="../../app/views/solve_page.py"/>
        <source>A search is running; stop it first.</source>
        <translation>Une recherche est en cours ; arrêtez-la d'abord.</translation>
    </message>
    <message>
        <location filename="../../app/views/solve_page.py"/>
        <source>Nothing runs yet.</source>
        <translation>Rien ne tourne encore.</translation>
    </message>
    <message>
        <location filename="../../app/views/solve_page.py"/>
        <source>Nothing runs.</source>
        <translation>Rien ne tourne.</translation>
    </message>
    <message>
        <location filename="../../app/views/steering_desk.py"/>
        <source>Edit step {number}</source>
        <translation>Modifier l'étape {number}</translation>
    </message>
    <message>
        <location filename="../../app/views/steering_desk.py"/>
        <source>Insert a step after step {number}</source>
        <translation>Insérer une étape après l'étape {number}</translation>
    </message>
    <message>
        <location filename="../../app/views/step_dialog.py"/>
        <source>&amp;Take this step</source>
        <translation>&amp;Prendre cette étape</translation>
    </message>
    <message>
        <location filename="../../app/views/step_dialog.py"/>
        <source>Ctrl+Return takes it; the search goes on from it.</source>
        <translation>Ctrl+Entrée la prend ; la recherche continue à partir d'elle.</translation>
    </message>
    <message>
        <location filename="../../app/views/step_dialog.py"/>
        <source>The solution &amp;ends with this step</source>
        <translation>La solution se t&amp;ermine par cette étape</translation>
    </message>
    <message>
        <location filename="../../app/views/step_dialog.py"/>
        <source>The step holds characters that cannot be shown; remove them.</source>
        <translation>L'étape contient des caractères qu'on ne peut pas montrer ; retirez-les.</translation>
    </message>
    <message>
        <location filename="../../app/views/step_dialog.py"/>
        <source>The step is empty; write what it should do.</source>
        <translation>L'étape est vide ; écrivez ce qu'elle doit faire.</translation>
    </message>
    <message>
        <location filename="../../app/views/step_dialog.py"/>
        <source>The step is too long; shorten it to {size:,} bytes or fewer.</source>
        <translation>L'étape est trop longue ; raccourcissez-la à {size:,} octets au plus.</translation>
    </message>
    <message>
        <location filename="../../app/views/step_dialog.py"/>
        <source>Write a sentence on the first line and Python below it; either alone will do.</source>
        <translation>Écrivez une phrase sur la première ligne et du Python dessous ; l'un des deux suffit.</translation>
    </message>
    <message>
        <location filename="../../app/views/step_dialog.py"/>
        <source>Write the step in words; formulas as TeX.</source>
        <translation>Écrivez l'étape en mots ; les formules en TeX.</translation>
    </message>
    <message>
        <location filename="../../app/views/step_dialog.py"/>
        <source>Your step</source>
        <translation>Votre étape</translation>
    </message>
    <message>
        <location filename="../../app/views/step_list.py"/>
        <source> (line {number})</source>
        <translation> (ligne {number})</translation>
    </message>
    <message>
        <location filename="../../app/views/step_list.py"/>
        <source>Best path</source>
        <translation>Meilleur chemin</translation>
    </message>
    <message>
        <location filename="../../app/views/step_list.py"/>
        <source>It {word}</source>
        <translation>Elle {word}</translation>
    </message>
    <message>
        <location filename="../../app/views/step_list.py"/>
        <source>Output of step {number}</source>
        <translation>Sortie de l'étape {number}</translation>
    </message>
    <message>
        <location filename="../../app/views/step_list.py"/>
        <source>Step {number}: show it in the tree</source>
        <translation>Étape {number} : la montrer dans l'arbre</translation>
    </message>
    <message>
        <location filename="../../app/views/step_list.py"/>
        <source>Steps of the best path</source>
        <translation>Étapes du meilleur chemin</translation>
    </message>
    <message>
        <location filename="../../app/views/step_list.py"/>
        <source>The steps of the best answer appear here.</source>
        <translation>Les étapes de la meilleure réponse apparaissent ici.</translation>
    </message>
    <message>
        <location filename="../../app/views/step_list.py"/>
        <source>Values found in step {number}</source>
        <translation>Valeurs trouvées à l'étape {number}</translation>
    </message>
    <message>
        <location filename="../../app/views/step_list.py"/>
        <source>prints</source>
        <translation>affiche</translation>
    </message>
    <message>
        <location filename="../../app/views/step_list.py"/>
        <source>… and {count} more</source>
        <translation>… et {count} de plus</translation>
    </message>
    <message>
        <location filename="../../app/views/teaching.py"/>
        <source>Hand-out</source>
        <translation>Fiche</translation>
    </message>
    <message>
        <location filename="../../app/views/teaching.py"/>
        <source>PDF (*.pdf);;Web page (*.html)</source>
        <translation>PDF (*.pdf);;Page web (*.html)</translation>
    </message>
    <message>
        <location filename="../../app/views/teaching.py"/>
        <source>Solve a problem, or open one in the history, before you teach it.</source>
        <translation>Résolvez un problème, ou ouvrez-en un de l'historique, avant de l'enseigner.</translation>
    </message>
    <message>
        <location filename="../../app/views/teaching.py"/>
        <source>Write the hand-out</source>
        <translation>Écrire la fiche</translation>
    </message>
    <message>
        <location filename="../../app/views/tree_legend.py"/>
        <source>Legend: blue is a high value, orange a low one; squares end with an answer</source>
        <translation>Légende : bleu pour une valeur haute, orange pour une basse ; les carrés finissent par une réponse</translation>
    </message>
    <message>
        <location filename="../../app/views/tree_legend.py"/>
        <source>answer</source>
        <translation>réponse</translation>
    </message>
    <message>
        <location filename="../../app/views/tree_legend.py"/>
        <source>high value</source>
        <translation>valeur haute</translation>
    </message>
    <message>
        <location filename="../../app/views/tree_legend.py"/>
        <source>low</source>
        <translation>basse</translation>
    </message>
    <message>
        <location filename="../../app/views/tree_view.py"/>
        <source>Search tree</source>
        <translation>Arbre de recherche</translation>
    </message>
    <message>
        <location filename="../../app/views/tree_view.py"/>
        <source>The search grows here, one circle for each step.</source>
        <translation>La recherche grandit ici, un cercle par étape.</translation>
    </message>
    <message>
        <location filename="../../app/views/why_panel.py"/>
        <source>Choice</source>
        <translation>Choix</translation>
    </message>
    <message>
        <location filename="../../app/views/why_panel.py"/>
        <source>Cost</source>
        <translation>Coût</translation>
    </message>
    <message>
        <location filename="../../app/views/why_panel.py"/>
        <source>No source of values says anything about this step.</source>
        <translation>Aucune source de valeurs ne dit rien de cette étape.</translation>
    </message>
    <message>
        <location filename="../../app/views/why_panel.py"/>
        <source>Origin</source>
        <translation>Origine</translation>
    </message>
    <message>
        <location filename="../../app/views/why_panel.py"/>
        <source>Outcome</source>
        <translation>Issue</translation>
    </message>
    <message>
        <location filename="../../app/views/why_panel.py"/>
        <source>Program</source>
        <translation>Programme</translation>
    </message>
    <message>
        <location filename="../../app/views/why_panel.py"/>
        <source>Vote</source>
        <translation>Vote</translation>
    </message>
</context>
</TS>
